import { Link, useParams } from 'react-router'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { type RowView, useRegisterRow } from './register-queries.ts'

/** One row as it stands, and below it every record that made it so. */
export function RegisterRowPage() {
  const { t, words } = useLanguage()
  const { register = '', row = '' } = useParams()
  const { data, error, isPending, refetch } = useRegisterRow(register, row)
  usePageTitle(data === undefined ? t('registers.title') : words(data.row.name))
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words(data.row.name)}</h1>
        <Link to={`/registers/${register}`}>{words(data.title)}</Link>
      </div>
      <section className="panel" aria-label={t('registers.now')}>
        <dl className="facts">
          {data.columns.map(({ key, title }) => {
            const cell = data.row.cells[key]
            return (
              <div key={key}>
                <dt>{words(title)}</dt>
                <dd>
                  {cell === undefined || words(cell) === '' ? <span className="secondary">{t('registers.unset')}</span> : words(cell)}
                </dd>
              </div>
            )
          })}
        </dl>
      </section>
      <section aria-labelledby="row-history">
        <h2 id="row-history">{t('registers.history')}</h2>
        <ol className="row-history">
          {data.history.map((item) => (
            <HistoryItem key={`${item.recordNumber} ${item.at}`} item={item} />
          ))}
        </ol>
      </section>
    </div>
  )
}

function HistoryItem({ item }: Readonly<{ item: RowView['history'][number] }>) {
  const { t, words } = useLanguage()
  return (
    <li className="panel">
      <p>
        <Link className="number-text" to={`/records/${item.recordNumber}`}>
          {item.recordNumber}
        </Link>{' '}
        <Moment at={item.at} />
      </p>
      <ul className="changes">
        {item.columns.map(({ title, from, to }) => (
          <li key={title.zh}>
            <span className="secondary">{`${words(title)}${t('common.colon')}`}</span>
            {from !== null && words(from) !== '' && (
              <>
                <del>{words(from)}</del>
                <span aria-hidden> → </span>
              </>
            )}
            {words(to) === '' ? <span className="secondary">{t('registers.cleared')}</span> : <ins>{words(to)}</ins>}
          </li>
        ))}
      </ul>
    </li>
  )
}
