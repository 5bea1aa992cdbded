import { WarningOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { HistoryItem } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { shortHash } from '../shell/short-hash.ts'
import { EntryLogMark } from '../trust/entry-log-mark.tsx'
import { useCaseLog } from '../trust/log-queries.ts'

/** What happened, newest first: who, in which role, when, late or not, and the hash that seals it. */
export function CaseHistory({ caseId, history }: Readonly<{ caseId: string; history: readonly HistoryItem[] }>) {
  const { t } = useLanguage()
  const log = useCaseLog(caseId, history.length)
  const leaves = new Map(log.data?.map((one) => [one.sequence, one]))
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      <ol className="history" reversed>
        {history
          .toSorted((one, other) => other.sequence - one.sequence)
          .map((item) => (
            <HistoryEntry key={item.sequence} item={item}>
              {log.data !== undefined && <EntryLogMark caseId={caseId} entry={leaves.get(item.sequence)} />}
            </HistoryEntry>
          ))}
      </ol>
    </section>
  )
}

function HistoryEntry({ item, children }: Readonly<{ item: HistoryItem; children: ReactNode }>) {
  const { t, words } = useLanguage()
  const said = ({ name, role, system, meaning, method }: HistoryItem['by'][number]): string => {
    if (system) return t('history.system')
    if (meaning === null || method === null) return `${name} (${words(role)})`
    return t('history.signed', { name, role: words(role), meaning: words(meaning), method: words(method) })
  }
  return (
    <li className={`history-item kind-${item.kind}`}>
      <div className="history-when">
        <Moment at={item.at} precise />
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
        <p className="secondary">{item.by.map((signer) => said(signer)).join(t('common.listComma'))}</p>
        {item.late !== null && (
          <p className="late">
            <WarningOutlined aria-hidden /> {t('history.late', { due: item.late.due.slice(0, 10), days: item.late.workingDays })}
          </p>
        )}
        {item.enteredLate.map(({ title, at, workingDays, within }) => (
          <p key={at + title.zh} className="late">
            <WarningOutlined aria-hidden />{' '}
            {t('history.enteredLate', { title: words(title), at: at.slice(0, 10), days: workingDays, within })}
          </p>
        ))}
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
      <div className="history-seal">
        <code className="hash" title={item.hash}>
          #{item.sequence} {shortHash(item.hash)}
        </code>
        {children}
      </div>
    </li>
  )
}
