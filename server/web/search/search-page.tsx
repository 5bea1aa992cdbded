import { Link, useSearchParams } from 'react-router'
import type { SearchHit } from '../../http/api/records.ts'
import { useSearch } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

/** Cases, records and centres found by number, name or text. */
export function SearchPage() {
  const { t } = useLanguage()
  const [query] = useSearchParams()
  const wanted = query.get('q') ?? ''
  usePageTitle(t('search.title', { q: wanted }))
  const { data: hits, error, isLoading, refetch } = useSearch(wanted)
  return (
    <div className="page">
      <h1>{t('search.title', { q: wanted })}</h1>
      {isLoading && <Loading />}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {hits?.length === 0 && <NothingHere title={t('search.none')}>{t('search.noneWhy')}</NothingHere>}
      <ul className="hits">
        {hits?.map((hit) => (
          <li key={`${hit.kind} ${hit.record ?? hit.case?.id ?? hit.title}`}>
            <span className="link-direction">{t(`search.kind.${hit.kind}`)}</span>
            <Link to={addressOf(hit)}>{hit.title}</Link>
            <span className="secondary">{hit.detail}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function addressOf(hit: SearchHit): string {
  if (hit.record !== null) return `/records/${hit.record}`
  return hit.case === null ? `/cases?text=${encodeURIComponent(hit.title)}` : `/cases/${hit.case.id}`
}
