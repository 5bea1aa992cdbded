import { Button, DatePicker, InputNumber, Select, Table, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { DueItem, DueList } from '../../http/api/retention.ts'
import { useLanguage } from '../language/language.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { AppraisalDialog } from './appraisal-dialog.tsx'
import { HoldDialog } from './hold-dialog.tsx'
import { useDue } from './retention-queries.ts'

const names = ['class', 'form', 'year', 'on'] as const

/** Records whose term has run out, filtered; what is picked is put forward for appraisal in one case. */
export function DueTab() {
  const { t, words } = useLanguage()
  const [query, setQuery] = useSearchParams()
  const filters = Object.fromEntries(names.map((name) => [name, query.get(name) ?? undefined]))
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDue(filters)
  const [picked, setPicked] = useState<readonly string[]>([])
  const [dialog, setDialog] = useState<'appraise' | Readonly<{ hold: string }>>()
  const head = data?.pages[0]
  const items = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="stack">
      <DueFilters query={query} setQuery={setQuery} head={head} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <div className="section-head">
        <span className="secondary">{t('retention.total', { total: String(head?.total ?? 0) })}</span>
        {head?.may.appraise === true && (
          <Button type="primary" disabled={picked.length === 0 || query.has('on')} onClick={() => setDialog('appraise')}>
            {t('retention.appraise', { count: String(picked.length) })}
          </Button>
        )}
      </div>
      <Table<DueItem>
        className="fitting-table"
        size="small"
        rowKey="number"
        dataSource={items}
        loading={isPending}
        pagination={false}
        scroll={{ x: 900 }}
        {...(head?.may.appraise === true && {
          rowSelection: {
            selectedRowKeys: [...picked],
            onChange: (keys: React.Key[]) => setPicked(keys.map(String)),
            getCheckboxProps: (item: DueItem) => ({
              disabled: item.held || item.appraisals.some(({ closed }) => !closed),
              'aria-label': t('retention.select', { number: item.number }),
            }),
            columnTitle: <span className="visually-hidden">{t('retention.pick')}</span>,
          },
        })}
        locale={{ emptyText: isPending ? ' ' : <NothingHere title={t('retention.empty')}>{t('retention.emptyWhy')}</NothingHere> }}
        columns={[
          {
            title: t('retention.case'),
            render: (_: unknown, item: DueItem) => (
              <>
                <Link to={`/cases/${item.case.id}`}>{item.case.number}</Link>
                <div className="secondary">
                  {words(item.case.title)} {item.about}
                </div>
              </>
            ),
          },
          {
            title: t('retention.form'),
            render: (_: unknown, item: DueItem) => (
              <>
                <span className="number-text">{item.form}</span> {words(item.formTitle)}
              </>
            ),
          },
          { title: t('retention.records'), dataIndex: 'records', align: 'right' as const },
          {
            title: t('retention.class'),
            render: (_: unknown, item: DueItem) => classTitle(head, item.class, words),
          },
          { title: t('retention.began'), dataIndex: 'beganOn' },
          { title: t('retention.until'), dataIndex: 'keptUntil' },
          {
            title: t('retention.state'),
            render: (_: unknown, item: DueItem) => (
              <Standing item={item} mayHold={head?.may.hold === true} onHold={() => setDialog({ hold: item.case.number })} />
            ),
          },
        ]}
      />
      {hasNextPage && (
        <Button className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      {dialog === 'appraise' && head !== undefined && (
        <AppraisalDialog numbers={picked} documents={head.documents} onClose={() => setDialog(undefined)} />
      )}
      {typeof dialog === 'object' && <HoldDialog caseNumber={dialog.hold} onClose={() => setDialog(undefined)} />}
    </div>
  )
}

function Standing({ item, mayHold, onHold }: Readonly<{ item: DueItem; mayHold: boolean; onHold: () => void }>) {
  const { t, words } = useLanguage()
  const free = !item.held && item.appraisals.length === 0
  return (
    <div className="actions">
      {item.held && <Tag color="warning">{t('retention.held')}</Tag>}
      {free && <span className="secondary">{t('retention.free')}</span>}
      {item.appraisals.map((one) => (
        <div key={one.id}>
          <Link to={`/cases/${one.id}`}>{one.number}</Link> {words(one.stateTitle)}
        </div>
      ))}
      {mayHold && !item.held && (
        <Button size="small" onClick={onHold} aria-label={`${t('retention.hold')} ${item.case.number}`}>
          {t('retention.hold')}
        </Button>
      )}
    </div>
  )
}

type FiltersProperties = Readonly<{
  query: URLSearchParams
  setQuery: ReturnType<typeof useSearchParams>[1]
  head: DueList | undefined
}>

function DueFilters({ query, setQuery, head }: FiltersProperties) {
  const { t, words } = useLanguage()
  const set = (name: string, value: string | undefined) =>
    setQuery(
      (before) => {
        if (value === undefined || value === '') before.delete(name)
        else before.set(name, value)
        return before
      },
      { replace: true },
    )
  const year = Number(query.get('year'))
  const on = query.get('on')
  return (
    <search className="filters">
      <Select
        aria-label={t('retention.class')}
        allowClear
        placeholder={t('retention.class')}
        value={query.get('class')}
        options={head?.classes.filter(({ code }) => code !== 'perm').map(({ code, title }) => ({ value: code, label: words(title) })) ?? []}
        onChange={(next: string | undefined) => set('class', next)}
      />
      <Select
        aria-label={t('retention.form')}
        allowClear
        showSearch
        placeholder={t('retention.form')}
        value={query.get('form')}
        options={[...new Map((head?.items ?? []).map(({ form, formTitle }) => [form, `${form} ${words(formTitle)}`]))].map(
          ([value, label]) => ({ value, label }),
        )}
        onChange={(next: string | undefined) => set('form', next)}
      />
      <InputNumber<number>
        aria-label={t('retention.year')}
        placeholder={t('retention.year')}
        min={1990}
        max={2100}
        precision={0}
        value={year > 0 ? year : null}
        onChange={(next) => set('year', next === null ? undefined : String(next))}
      />
      <DatePicker
        aria-label={t('retention.on')}
        placeholder={t('retention.on')}
        value={on === null ? null : dayjs(on)}
        onChange={(next) => set('on', next?.format('YYYY-MM-DD'))}
      />
    </search>
  )
}

function classTitle(head: DueList | undefined, code: string, words: (of: Readonly<{ zh: string; en: string }>) => string): string {
  const found = head?.classes.find((one) => one.code === code)
  return found === undefined ? code : words(found.title)
}
