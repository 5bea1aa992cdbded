import { CheckOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useCallback, useMemo, useRef } from 'react'
import { type Language, useLanguage } from '../language/language.tsx'
import type { Field } from './field.ts'
import { type Troubles, troubleKey } from './field-trouble.ts'
import { fixedColumns, type Row, rowsOf, withValue } from './part-values.ts'
import {
  boundedColumns,
  columnSum,
  companionColumns,
  foldedColumns,
  groupingColumn,
  groupRows,
  type RowGroup,
  summedColumns,
  unfilled,
  withFullMarks,
} from './row-groups.ts'
import { RowLine } from './row-line.tsx'
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

/** A table people fill: rows of the form (a scoring table, by section and with subtotals) or rows of their own. */
export function RowsInput({ id, field, value, given, path, partKey, troubles, invalid, describedBy, onChange }: Properties) {
  const { t, words, language } = useLanguage()
  const table = useRef<HTMLTableElement>(null)
  const rows = rowsOf(value)
  const fixed = useMemo(() => fixedColumns(field, given), [field, given])
  const by = useMemo(() => groupingColumn(field.columns, fixed, rowsOf(given)), [field, fixed, given])
  const beside = useMemo(() => companionColumns(field.columns, by, fixed, rowsOf(given)), [field, by, fixed, given])
  const drawn = field.columns.filter((column) => column.key !== by?.key && !beside.includes(column))
  const bounded = boundedColumns(drawn, fixed)
  const folded = foldedColumns(drawn, fixed)
  const columns = drawn.filter(({ key }) => !folded.has(key))
  const below = drawn.filter(({ key }) => folded.has(key))

  const latest = useRef(rows)
  latest.current = rows
  const setCell = useCallback(
    (index: number, column: string, next: unknown) =>
      onChange(latest.current.map((row, at) => (at === index ? withValue(row, column, next) : row))),
    [onChange],
  )
  const remove = useCallback((index: number) => onChange(latest.current.filter((_, at) => at !== index)), [onChange])
  const move = useCallback((index: number, by: -1 | 1) => onChange(moved(latest.current, index, by)), [onChange])
  const add = () => {
    onChange([...rows, {}])
    // The row is there after the next drawing; its first control is where a person goes on.
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLElement>('tbody:last-of-type tr:last-of-type :is(input, textarea)')?.focus(),
    )
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
      {bounded.length > 0 && (
        <Button
          className="fill-rest"
          icon={<CheckOutlined aria-hidden />}
          disabled={rows.every((row) => withFullMarks(row, bounded) === row)}
          onClick={() => onChange(rows.map((row) => withFullMarks(row, bounded)))}
        >
          {t('form.fullMarksRest')}
        </Button>
      )}
      <div className="rows-scroll">
        <table ref={table} className="rows-table" aria-labelledby={`${id}-label`}>
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
          {groupRows(rows, by).map((group) => (
            <tbody key={group.label}>
              {by && <GroupHead group={group} label={headingOf(group, [by, ...beside], language)} columns={columns} fixed={fixed} />}
              {group.rows.map(({ row, index }) => (
                <RowLine
                  key={index}
                  id={`${id}-${index}`}
                  row={row}
                  index={index}
                  last={rows.length - 1}
                  columns={columns}
                  below={below}
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
