import { PlusOutlined } from '@ant-design/icons'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { CaseListItem } from '../../http/api/cases.ts'
import { useCases, useDocuments } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { DueMark } from '../shell/due-mark.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { StateTag } from '../shell/state-tag.tsx'
import { CaseFilters } from './case-filters.tsx'
import { OpenCaseDialog } from './open-case-dialog.tsx'

const names = ['document', 'year', 'site', 'state', 'closed', 'text'] as const

/** Every case I may see. The filters stand in the address, so that a view can be kept or sent on. */
export function CasesPage() {
  const { t, words } = useLanguage()
  usePageTitle(t('nav.cases'))
  const [query, setQuery] = useSearchParams()
  const filters = Object.fromEntries(names.map((name) => [name, query.get(name) ?? undefined]))
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCases(filters)
  const documents = useDocuments()
  const [opening, setOpening] = useState(false)
  const mayOpen = documents.data?.some((document) => document.mayOpen) === true
  const items = data?.pages.flatMap((page) => page.items) ?? []
  const set = (name: string, value: string | undefined) =>
    setQuery(
      (before) => {
        // A state belongs to its document.
        if (name === 'document') before.delete('state')
        if (value === undefined || value === '') before.delete(name)
        else before.set(name, value)
        return before
      },
      { replace: true },
    )
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.cases')}</h1>
        {mayOpen && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpening(true)}>
            {t('cases.open')}
          </Button>
        )}
      </div>
      <CaseFilters filters={filters} onChange={set} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <Table<CaseListItem>
        className="cases-table fitting-table"
        size="small"
        rowKey={(item) => item.case.id}
        dataSource={items}
        loading={isPending}
        pagination={false}
        scroll={{ x: 980 }}
        locale={{ emptyText: isPending ? ' ' : <NothingHere title={t('cases.empty')}>{t('cases.emptyWhy')}</NothingHere> }}
        columns={[
          {
            title: t('cases.number'),
            render: (_, item) => (
              <Link className="number-text" to={`/cases/${item.case.id}`}>
                {item.case.number}
              </Link>
            ),
          },
          { title: t('cases.document'), render: (_, item) => words(item.case.title) },
          { title: t('cases.subject'), render: (_, item) => words(item.about) },
          { title: t('cases.state'), render: (_, item) => <StateTag of={item.case} /> },
          { title: t('cases.due'), render: (_, item) => (item.case.closed ? '' : <DueMark due={item.due} />) },
          { title: t('cases.records'), align: 'right', render: (_, item) => item.records },
          { title: t('cases.changed'), render: (_, item) => <Moment at={item.changedAt} /> },
        ]}
      />
      {hasNextPage && (
        <Button className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      {opening && <OpenCaseDialog onClose={() => setOpening(false)} />}
    </div>
  )
}
