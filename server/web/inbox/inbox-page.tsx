import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTasks } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { byCase, type CaseTasks } from './case-tasks.ts'
import { filterTasks, type TaskFilter } from './filter-tasks.ts'
import { TaskLine } from './task-line.tsx'

/** What waits for me, overdue first. */
export function InboxPage() {
  const { t } = useLanguage()
  usePageTitle(t('nav.inbox'))
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTasks()
  const [show, setShow] = useState<TaskFilter['show']>('all')
  const [text, setText] = useState('')
  const all = data?.pages.flatMap(({ items }) => items) ?? []
  const shown = byCase(filterTasks(all, { show, text }))
  const count = (which: TaskFilter['show']) => byCase(filterTasks(all, { show: which, text: '' })).length
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.inbox')}</h1>
        <p className="secondary">{t('inbox.about')}</p>
      </div>
      <div className="filters">
        <Segmented
          aria-label={t('inbox.show')}
          value={show}
          onChange={setShow}
          options={(['all', 'overdue', 'step', 'signature'] as const).map((which) => ({
            value: which,
            label: `${t(`inbox.show.${which}`)} ${count(which)}`,
          }))}
        />
        <Input
          className="filter-text"
          allowClear
          aria-label={t('inbox.filter')}
          placeholder={t('inbox.filter')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data !== undefined && shown.length === 0 && (
        <NothingHere title={t(all.length === 0 ? 'inbox.empty' : 'inbox.noneMatch')}>{all.length === 0 && t('inbox.emptyWhy')}</NothingHere>
      )}
      <TaskList entries={shown} />
      {hasNextPage && (
        <Button className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}

function TaskList({ entries }: Readonly<{ entries: readonly CaseTasks[] }>) {
  const { t } = useLanguage()
  if (entries.length === 0) return null
  return (
    <ul className="tasks" aria-label={t('nav.inbox')}>
      {entries.map((entry) => (
        <TaskLine key={entry.first.case.id} entry={entry} />
      ))}
    </ul>
  )
}
