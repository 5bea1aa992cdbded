import { CheckCircleOutlined } from '@ant-design/icons'
import type { CampaignYear } from '../../http/api/inspections.ts'
import { useLanguage } from '../language/language.tsx'

type Properties = Readonly<{ view: CampaignYear; chosen: string | undefined; onChoose: (state: string | undefined) => void }>

/** How many centres stand in each state, in the order of the document; a bar pressed narrows the table below. */
export function StateFunnel({ view, chosen, onChoose }: Properties) {
  const { t, words } = useLanguage()
  const most = Math.max(1, ...view.states.map(({ count }) => count))
  return (
    <section aria-labelledby="funnel">
      <h2 id="funnel">{t('year.funnel')}</h2>
      <ul className="funnel">
        {view.states.map(({ state, title, count, final }) => (
          <li key={state}>
            <button
              type="button"
              className="funnel-bar"
              aria-pressed={chosen === state}
              disabled={count === 0}
              onClick={() => onChoose(chosen === state ? undefined : state)}
            >
              <span className="funnel-title">
                {words(title)}
                {final && <CheckCircleOutlined role="img" aria-label={t('year.final')} />}
              </span>
              <svg className={final ? 'bar final' : 'bar'} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect className="bar-ground" width="100" height="10" />
                <rect className="bar-value" width={(100 * count) / most} height="10" />
              </svg>
              <span className="funnel-count">{count}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <button type="button" className="as-link" onClick={() => onChoose(undefined)}>
          {t('year.showAll')}
        </button>
      )}
    </section>
  )
}
