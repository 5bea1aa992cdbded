import { Link } from 'react-router'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { useRegisters } from './register-queries.ts'

/** Every register the records make, each with the number of its rows. */
export function RegistersPage() {
  const { t, words } = useLanguage()
  const { data, error, isPending, refetch } = useRegisters()
  usePageTitle(t('registers.title'))
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('registers.title')}</h1>
        <p className="secondary">{t('registers.lead')}</p>
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.length === 0 && <NothingHere title={t('registers.none')}>{t('registers.noneWhy')}</NothingHere>}
      <ul className="register-list">
        {data?.map(({ register, title, note, rows }) => (
          <li key={register} className="panel">
            <Link className="strong" to={`/registers/${register}`}>
              {words(title)}
            </Link>
            <span className="secondary number-text">{t('registers.rows', { rows })}</span>
            {note !== null && <p className="secondary">{words(note)}</p>}
          </li>
        ))}
      </ul>
    </div>
  )
}
