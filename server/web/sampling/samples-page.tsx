import { useQuery } from '@tanstack/react-query'
import type { Draw } from '../../http/api/sampling.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { AnnounceSample } from './announce-sample.tsx'
import { DrawLine } from './draw-line.tsx'

/** An auditor has a sample drawn that neither side could choose, and takes away what proves it. */
export function SamplesPage() {
  const { t } = useLanguage()
  usePageTitle(t('nav.samples'))
  const {
    data: draws,
    error,
    refetch,
  } = useQuery({
    queryKey: ['draws'],
    queryFn: ({ signal }) => request<Draw[]>('GET', '/api/draws', { signal }),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'waiting') === true ? 2000 : false),
  })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.samples')}</h1>
        <p className="secondary">{t('samples.about')}</p>
      </div>
      <div className="export-columns">
        <AnnounceSample />
        <section className="export-trust" aria-labelledby="samples-how">
          <h2 id="samples-how">{t('samples.how')}</h2>
          <ul>
            <li>{t('samples.how.frozen')}</li>
            <li>{t('samples.how.seed')}</li>
            <li>{t('samples.how.dice')}</li>
          </ul>
          <p>{t('samples.how.again')}</p>
          <pre className="command">
            <code>guiju sample --check guiju-draw.json</code>
          </pre>
        </section>
      </div>
      <section aria-labelledby="samples-past">
        <h2 id="samples-past">{t('samples.past')}</h2>
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {draws === undefined && error === null && <Loading />}
        {draws?.length === 0 && <NothingHere title={t('samples.none')} />}
        <ul className="exports">
          {draws?.map((draw) => (
            <DrawLine key={draw.id} draw={draw} />
          ))}
        </ul>
      </section>
    </div>
  )
}
