import { WarningOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import type { HistoryItem } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { shortHash } from '../shell/short-hash.ts'

/** What happened, newest first: who, in which role, when, late or not, and the hash that seals it. */
export function CaseHistory({ history }: Readonly<{ history: readonly HistoryItem[] }>) {
  const { t } = useLanguage()
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      <ol className="history" reversed>
        {history
          .toSorted((one, other) => other.sequence - one.sequence)
          .map((item) => (
            <HistoryEntry key={item.sequence} item={item} />
          ))}
      </ol>
    </section>
  )
}

function HistoryEntry({ item }: Readonly<{ item: HistoryItem }>) {
  const { t, words } = useLanguage()
  return (
    <li className={`history-item kind-${item.kind}`}>
      <div className="history-when">
        <Moment at={item.at} />
        {item.clock === 'simulated' && <span className="clock">{t('history.simulated')}</span>}
      </div>
      <div className="history-what">
        <p>
          <strong>{words(item.title)}</strong>
          {item.to !== null && (
            <span className="move">
              {item.from !== null && `${words(item.from)} → `}
              {words(item.to)}
            </span>
          )}
        </p>
        <p className="secondary">
          {item.by.map(({ name, role, system }) => (system ? t('history.system') : `${name} (${words(role)})`)).join(t('common.listComma'))}
        </p>
        {item.late !== null && (
          <p className="late">
            <WarningOutlined aria-hidden /> {t('history.late', { due: item.late.due.slice(0, 10), days: item.late.workingDays })}
          </p>
        )}
        {item.reason !== null && <p>{t('history.reason', { reason: item.reason })}</p>}
        {item.records.length > 0 && (
          <p className="history-records">
            {item.records.map((number) => (
              <Link key={number} className="number-text" to={`/records/${number}`}>
                {number}
              </Link>
            ))}
          </p>
        )}
      </div>
      <code className="hash" title={item.hash}>
        #{item.sequence} {shortHash(item.hash)}
      </code>
    </li>
  )
}
