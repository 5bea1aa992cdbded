import { Table } from 'antd'
import { Link } from 'react-router'
import type { CampaignYear } from '../../http/api/inspections.ts'
import { useLanguage } from '../language/language.tsx'
import { DueMark } from '../shell/due-mark.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { StateTag } from '../shell/state-tag.tsx'

type Row = CampaignYear['rows'][number]

/** Centre by centre: the case, the values the document names, its state and what is due. */
export function CentreTable({ view, rows }: Readonly<{ view: CampaignYear; rows: readonly Row[] }>) {
  const { t, words } = useLanguage()
  return (
    <section aria-labelledby="centres">
      <h2 id="centres">{t('year.table', { n: rows.length })}</h2>
      <Table<Row>
        rowKey="site"
        size="small"
        dataSource={[...rows]}
        pagination={false}
        className="fitting-table"
        scroll={{ x: 980 }}
        showSorterTooltip={false}
        rowClassName={(row) => (row.due?.overdue === true && row.case?.closed === false ? 'overdue-row' : '')}
        locale={{ emptyText: <NothingHere title={t('year.empty')}>{t('year.emptyWhy')}</NothingHere> }}
        columns={[
          { title: t('cases.centre'), render: (_, row) => <CentreName row={row} /> },
          {
            title: t('cases.state'),
            sorter: (one, other) => places(view, one) - places(view, other),
            render: (_, row) => (row.case === null ? <span className="secondary">{t('year.notOpened')}</span> : <StateTag of={row.case} />),
          },
          ...view.columns.map(({ field, title }) => ({
            title: words(title),
            className: 'figure-cell',
            align: isNumeric(view, field) ? ('right' as const) : ('left' as const),
            sorter: (one: Row, other: Row) => byValue(one.values[field], other.values[field]),
            render: (_: unknown, row: Row) => row.values[field] ?? '–',
          })),
          {
            title: t('cases.due'),
            sorter: (one, other) => dueTime(one) - dueTime(other),
            render: (_, row) => (row.case === null || row.case.closed ? '–' : <DueMark due={row.due} />),
          },
          { title: t('cases.records'), align: 'right', render: (_, row) => row.records },
          { title: t('year.linked'), render: (_, row) => <LinkedCells row={row} /> },
        ]}
      />
    </section>
  )
}

function CentreName({ row }: Readonly<{ row: Row }>) {
  if (row.case === null) return <>{row.siteName}</>
  return (
    <Link to={`/cases/${row.case.id}`}>
      <span className="centre-name">{row.siteName}</span> <span className="secondary number-text">{row.case.number}</span>
    </Link>
  )
}

function LinkedCells({ row }: Readonly<{ row: Row }>) {
  const { words } = useLanguage()
  if (row.linked.length === 0) return <>–</>
  return (
    <ul className="plain-list">
      {row.linked.map((one) => (
        <li key={one.id}>
          <Link className="number-text" to={`/cases/${one.id}`}>
            {one.number}
          </Link>{' '}
          <span className="linked-state secondary">{words(one.stateTitle)}</span>
        </li>
      ))}
    </ul>
  )
}

function isNumeric(view: CampaignYear, field: string): boolean {
  return view.rows.every(({ values }) => values[field] === undefined || figure.test(values[field]))
}

const figure = /^-?\d+(\.\d+)?$/

/** Where a row's state stands in the document; cases not opened come first. */
function places(view: CampaignYear, { case: one }: Row): number {
  return view.states.findIndex(({ state }) => state === one?.state)
}

/** Figures by their size, words as they are; what is not there comes first. */
function byValue(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined)
  return figure.test(one) && figure.test(other) ? Number(one) - Number(other) : one.localeCompare(other, 'zh')
}

function dueTime({ case: one, due }: Row): number {
  return one === null || one.closed || due === null ? Number.MAX_VALUE : Date.parse(due.at)
}
