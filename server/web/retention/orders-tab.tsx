import { Tag } from 'antd'
import { Link } from 'react-router'
import type { DisposalOrder } from '../../http/api/retention.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { useOrders } from './retention-queries.ts'

/** What was ordered to be disposed of: the record that ordered it, what went, and the hashes that stay. */
export function OrdersTab() {
  const { t } = useLanguage()
  const { data, error, refetch } = useOrders()
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data.length === 0) return <NothingHere title={t('retention.noOrders')}>{t('retention.noOrdersWhy')}</NothingHere>
  return (
    <ul className="register-list">
      {data.map((order) => (
        <li key={order.basis} className="panel">
          <Order order={order} />
        </li>
      ))}
    </ul>
  )
}

function Order({ order }: Readonly<{ order: DisposalOrder }>) {
  const { t, words } = useLanguage()
  const hashes = order.disposed.flatMap(({ data }) => data)
  const address = `/api/records/${order.basis.split('/').map(encodeURIComponent).join('/')}/pdf`
  return (
    <div className="stack">
      <div>
        <span className="secondary">{t('retention.basis')}</span>{' '}
        <Link className="strong" to={`/records/${order.basis}`}>
          {order.basis}
        </Link>{' '}
        <Link to={`/cases/${order.case.id}`}>{order.case.number}</Link>
      </div>
      <dl className="facts inline">
        <div>
          <dt>{t('retention.ordered')}</dt>
          <dd>
            <Moment at={order.orderedAt} precise />
          </dd>
        </div>
        {order.doneAt !== null && (
          <div>
            <dt>{t('retention.done')}</dt>
            <dd>
              <Moment at={order.doneAt} precise />
            </dd>
          </div>
        )}
      </dl>
      <p>{t('retention.gone', { payloads: String(order.payloads) })}</p>
      {order.waiting.map(({ number, because }) => (
        <p key={number}>
          <Tag color="warning">{t('retention.waiting')}</Tag> <span className="number-text">{number}</span> {words(because)}
        </p>
      ))}
      <details>
        <summary>{t('retention.hashes', { count: String(hashes.length) })}</summary>
        <ul className="plain-list">
          {order.disposed.flatMap(({ case: of, data }) =>
            data.map((hash) => (
              <li key={`${of}${hash}`}>
                <span className="number-text">{of}</span> <code className="whole-hash">{hash}</code>
              </li>
            )),
          )}
        </ul>
      </details>
      <a href={address} target="_blank" rel="noopener">
        {t('retention.certificate')}
      </a>
    </div>
  )
}
