import { ExportOutlined } from '@ant-design/icons'
import { Button, Table } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { withQuery } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { RegisterFilters } from './register-filters.tsx'
import { type Rows, useRegister } from './register-queries.ts'

type Row = Rows['items'][number]

/** One register: its rows as they stand, or stood on a day. Search and day stand in the address. */
export function RegisterPage() {
  const { t, words, language } = useLanguage()
  const { register = '' } = useParams()
  const [query, setQuery] = useSearchParams()
  const filters = { on: query.get('on') ?? undefined, text: query.get('text') ?? undefined }
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useRegister(register, filters)
  const head = data?.pages[0]
  const title = head === undefined ? t('registers.title') : words(head.title)
  usePageTitle(title)
  const set = (name: string, value: string | undefined) =>
    setQuery(
      (before) => {
        if (value === undefined || value === '') before.delete(name)
        else before.set(name, value)
        return before
      },
      { replace: true },
    )
  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
        {head?.note != null && <p className="secondary">{words(head.note)}</p>}
        <Link to="/registers">{t('registers.all')}</Link>
        <Button
          href={withQuery(`/api/registers/${encodeURIComponent(register)}/sheet.xlsx`, { ...filters, lang: language })}
          icon={<ExportOutlined aria-hidden />}
        >
          {t('sheet.export')}
        </Button>
      </div>
      <RegisterFilters filters={filters} onChange={set} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <Table<Row>
        className="fitting-table register-table"
        size="small"
        rowKey="key"
        dataSource={data?.pages.flatMap(({ items }) => items) ?? []}
        loading={isPending}
        pagination={false}
        scroll={{ x: 200 + 150 * (head?.columns.length ?? 0) }}
        locale={{ emptyText: isPending ? ' ' : <NothingHere title={t('registers.empty')}>{t('registers.emptyWhy')}</NothingHere> }}
        columns={[
          {
            title: head === undefined ? '' : words(head.keyTitle),
            fixed: 'left' as const,
            render: (_: unknown, row: Row) => <Link to={`/registers/${register}/${encodeURIComponent(row.key)}`}>{words(row.name)}</Link>,
          },
          ...(head?.columns ?? []).map((column) => ({
            title: words(column.title),
            render: (_: unknown, row: Row) => {
              const cell = row.cells[column.key]
              return cell === undefined ? '' : words(cell)
            },
          })),
        ]}
      />
      {hasNextPage && (
        <Button className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}
