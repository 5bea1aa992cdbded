import { CheckOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useCallback, useRef } from 'react'
import { flushSync } from 'react-dom'
import { type Language, useLanguage } from '../language/language.tsx'
import { enterGoesDown } from './enter-goes-down.ts'
import type { Field } from './field.ts'
import { type Troubles, troubleKey } from './field-trouble.ts'
import { type Row, rowsOf, withValue } from './part-values.ts'
import { useRevealed } from './reveal.ts'
import { columnSum, groupRows, type RowGroup, summedColumns, unfilled, withFullMarks } from './row-groups.ts'
import { RowLine } from './row-line.tsx'
import { RowPager } from './row-pager.tsx'
import { onPage, pageOfRow, pagesOf } from './row-pages.ts'
import { SheetTools } from './sheet-tools.tsx'
import { useColumns } from './use-columns.ts'
import { usePageOfTrouble } from './use-page-of-trouble.ts'
import { valueText } from './value-text.ts'

type Properties = Readonly<{
  id: string
  field: Field
  value: unknown
  given: unknown
  path: string
  partKey: string
  troubles: Troubles
  invalid: boolean
  describedBy: string | undefined
  onChange: (value: unknown) => void
}>

/** A table people fill: rows of the form (a scoring table, by section and with subtotals) or rows of their own. Long ones are turned over in pages. */
export function RowsInput({ id, field, value, given, path, partKey, troubles, invalid, describedBy, onChange }: Properties) {
  const { t, words, language } = useLanguage()
  const table = useRef<HTMLTableElement>(null)
  const rows = rowsOf(value)
  const drawn = useColumns(field, given)
  const { fixed, by, columns } = drawn
  const groups = groupRows(rows, by)
  const [page, setPage] = usePageOfTrouble(troubles, groups, `${partKey}#${path}/`)
  const last = pagesOf(rows.length) - 1
  const shownPage = Math.min(page, last)

  const latest = useRef({ rows, groups, page: shownPage })
  latest.current = { rows, groups, page: shownPage }
  const setCell = useCallback(
    (index: number, column: string, next: unknown) =>
      onChange(latest.current.rows.map((row, at) => (at === index ? withValue(row, column, next) : row))),
    [onChange],
  )
  const remove = useCallback((index: number) => onChange(latest.current.rows.filter((_, at) => at !== index)), [onChange])
  const move = useCallback((index: number, by: -1 | 1) => onChange(moved(latest.current.rows, index, by)), [onChange])
  const show = useCallback((row: number) => flushSync(() => setPage(pageOfRow(latest.current.groups, row))), [setPage])
  useRevealed(id, show)
  const add = () => {
    onChange([...rows, {}])
    setPage(pagesOf(rows.length + 1) - 1)
    // The row is there after the next drawing; its first control is where a person goes on.
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLElement>('tbody:last-of-type tr:last-of-type :is(input, textarea)')?.focus(),
    )
  }
  const turn = (by: -1 | 1) => {
    const wanted = latest.current.page + by
    if (wanted < 0 || wanted > last) return false
    flushSync(() => setPage(wanted))
    return true
  }
  return (
    <fieldset
      className="rows plain"
      id={id}
      tabIndex={-1}
      aria-labelledby={`${id}-label`}
      aria-describedby={describedBy}
      data-invalid={invalid}
    >
      <SheetTools field={field} part={partKey} rows={rows} onChange={onChange} />
      {drawn.bounded.length > 0 && (
        <Button
          className="fill-rest"
          icon={<CheckOutlined aria-hidden />}
          disabled={rows.every((row) => withFullMarks(row, drawn.bounded) === row)}
          onClick={() => onChange(rows.map((row) => withFullMarks(row, drawn.bounded)))}
        >
          {t('form.fullMarksRest')}
        </Button>
      )}
      <div className="rows-scroll">
        <table ref={table} className="rows-table" aria-labelledby={`${id}-label`} onKeyDown={(event) => enterGoesDown(event, turn)}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={`column-${column.type} ${fixed.has(column.key) ? 'fixed' : ''}`}>
                  {words(column.title)}
                  {!column.required && !fixed.has(column.key) && <span className="optional">{t('form.optional')}</span>}
                </th>
              ))}
              {!field.fixedRows && (
                <th scope="col">
                  <span className="visually-hidden">{t('form.rowActions')}</span>
                </th>
              )}
            </tr>
          </thead>
          {onPage(groups, shownPage).map(({ group, shown }) => (
            <tbody key={group.label}>
              {by && <GroupHead group={group} label={headingOf(group, [by, ...drawn.beside], language)} columns={columns} fixed={fixed} />}
              {shown.map(({ row, index }) => (
                <RowLine
                  key={index}
                  id={`${id}-${index}`}
                  row={row}
                  index={index}
                  last={rows.length - 1}
                  columns={columns}
                  below={drawn.below}
                  fixed={fixed}
                  movable={!field.fixedRows}
                  troubles={troublesOfRow(troubles, partKey, `${path}/${index}`, columns)}
                  onCell={setCell}
                  onRemove={remove}
                  onMove={move}
                />
              ))}
            </tbody>
          ))}
          {by && (
            <tfoot>
              <SumRow label={t('form.total')} rows={rows} columns={columns} />
            </tfoot>
          )}
        </table>
      </div>
      <RowPager rows={rows.length} page={shownPage} label={words(field.title)} onPage={setPage} />
      {!field.fixedRows && (
        <Button icon={<PlusOutlined aria-hidden />} disabled={rows.length >= field.maxItems} onClick={add}>
          {t('form.addRow')}
        </Button>
      )}
    </fieldset>
  )
}

/** What all rows of a group share: the section's letter and its name. */
function headingOf({ rows: [first] }: RowGroup, shared: readonly Field[], language: Language): string {
  return shared.map((column) => valueText(column, first?.row[column.key], language)).join(' ')
}

function GroupHead({
  group,
  label,
  columns,
  fixed,
}: Readonly<{ group: RowGroup; label: string; columns: readonly Field[]; fixed: ReadonlySet<string> }>) {
  const { t } = useLanguage()
  const rows = group.rows.map(({ row }) => row)
  const open = unfilled(rows, columns, fixed)
  const sums = summedColumns(columns)
  const [of, got] = [sums.find(({ key }) => fixed.has(key)), sums.find(({ key }) => !fixed.has(key))]
  return (
    <tr className="group-head">
      <th scope="rowgroup" colSpan={columns.length}>
        <span className="group-name">{label}</span>
        {got && (
          <span className="group-sum">
            {of ? t('form.sumOf', { sum: columnSum(rows, got), of: columnSum(rows, of) }) : columnSum(rows, got)}
          </span>
        )}
        <span className={open === 0 ? 'group-open done' : 'group-open'}>
          {open === 0 ? t('form.groupDone') : t('form.groupOpen', { n: open })}
        </span>
      </th>
    </tr>
  )
}

function SumRow({ label, rows, columns }: Readonly<{ label: string; rows: readonly Row[]; columns: readonly Field[] }>) {
  const sums = new Set(summedColumns(columns).map(({ key }) => key))
  return (
    <tr className="sum-row">
      {columns.map((column, at) =>
        at === 0 ? (
          <th key={column.key} scope="row">
            {label}
          </th>
        ) : (
          <td key={column.key} data-label={label} className={`column-${column.type}`}>
            {sums.has(column.key) ? columnSum(rows, column) : ''}
          </td>
        ),
      )}
    </tr>
  )
}

/** One text for a row, so that rows whose troubles did not change are not drawn again. */
function troublesOfRow(troubles: Troubles, partKey: string, path: string, columns: readonly Field[]): string {
  const found = columns
    .map(({ key }) => [key, troubles.get(troubleKey(partKey, `${path}/${key}`))])
    .filter(([, sentence]) => sentence !== undefined)
  const whole = troubles.get(troubleKey(partKey, path))
  if (whole !== undefined) found.push(['', whole])
  return found.length === 0 ? '' : JSON.stringify(Object.fromEntries(found))
}

function moved(rows: readonly Row[], index: number, by: -1 | 1): readonly Row[] {
  const [one, other] = [rows[index], rows[index + by]]
  if (one === undefined || other === undefined) return rows
  return rows.map((row, at) => (at === index ? other : at === index + by ? one : row))
}
