import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import type { CaseView } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'

/** What the case owes by the path it took, against what is there. */
export function Completeness({ owed }: Readonly<{ owed: CaseView['owed'] }>) {
  const { t, words } = useLanguage()
  const whole = owed.missing.length === 0
  return (
    <section className={whole ? 'completeness whole' : 'completeness'} aria-labelledby="completeness">
      <h2 id="completeness" className="visually-hidden">
        {t('owed.title')}
      </h2>
      <p>
        {whole ? <CheckCircleFilled aria-hidden /> : <ExclamationCircleFilled aria-hidden />}
        {t(whole ? 'owed.whole' : 'owed.gaps', { present: owed.present, owed: owed.present + owed.missing.length })}
      </p>
      {!whole && <p className="missing">{t('owed.missing', { list: owed.missing.join(t('common.listComma')) })}</p>}
      {owed.outstanding.length > 0 && (
        <details>
          <summary>{t('owed.outstanding', { n: owed.outstanding.length })}</summary>
          <ul>
            {owed.outstanding.map((one) => (
              <li key={one.zh}>{words(one)}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
