import type { RecordView } from '../../http/api/records.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

export function RecordSigners({ record }: Readonly<{ record: RecordView }>) {
  const { t, words } = useLanguage()
  return (
    <section aria-labelledby="record-signers">
      <h2 id="record-signers">{t('record.signers')}</h2>
      <ul className="signatures">
        {record.signers.map((signer) => (
          <li key={`${signer.name} ${signer.at} ${signer.role.zh}`}>
            <p className="signature-name">
              {signer.system ? t('history.system') : signer.name}
              {signer.meaning !== null && <span className="meaning">{words(signer.meaning)}</span>}
            </p>
            <p>
              {words(signer.role)}
              {signer.standsFor !== null && ` · ${t('account.standsFor', { name: signer.standsFor })}`}
            </p>
            <p className="secondary">
              <Moment at={signer.at} precise />
              {` · ${signer.method === null ? t('record.unsigned') : t('record.signedBy', { method: words(signer.method) })}`}
              {signer.series !== null && ` · ${t('record.series', { place: signer.series })}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
