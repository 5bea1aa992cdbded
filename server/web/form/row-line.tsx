import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { memo } from 'react'
import { useLanguage } from '../language/language.tsx'
import type { Field } from './field.ts'
import { FieldInput } from './field-input.tsx'
import type { Row } from './part-values.ts'
import { fullMark } from './row-groups.ts'
import { valueText } from './value-text.ts'

type Properties = Readonly<{
  id: string
  row: Row
  index: number
  last: number
  columns: readonly Field[]
  /** Fixed texts read below the second column. */
  below: readonly Field[]
  fixed: ReadonlySet<string>
  movable: boolean
  /** JSON of column → sentence; a text, so that equal troubles compare equal. */
  troubles: string
  onCell: (index: number, column: string, value: unknown) => void
  onRemove: (index: number) => void
  onMove: (index: number, by: -1 | 1) => void
}>

export const RowLine = memo(function RowLine({
  id,
  row,
  index,
  last,
  columns,
  below,
  fixed,
  movable,
  troubles,
  onCell,
  onRemove,
  onMove,
}: Properties) {
  const { t, language, words } = useLanguage()
  const wrong: Readonly<Record<string, string>> = troubles === '' ? {} : JSON.parse(troubles)
  const naming = columns.find(({ key }) => fixed.has(key))
  // A cell's label tells its row from the others as the row is read: by its first fixed value, else by its number.
  const name = (naming && valueText(naming, row[naming.key], language)) || t('form.row', { n: index + 1 })
  return (
    <tr className={troubles === '' ? '' : 'row-wrong'}>
      {columns.map((column, at) => {
        const cell = `${id}-${column.key}`
        const label = words(column.title)
        const trouble = wrong[column.key]
        if (fixed.has(column.key) || column.readOnly)
          return at === 0 ? (
            <th key={column.key} scope="row" data-label={label} className={`column-${column.type} fixed`}>
              {valueText(column, row[column.key], language)}
            </th>
          ) : (
            <td key={column.key} data-label={label} className={`column-${column.type} fixed`}>
              {valueText(column, row[column.key], language)}
              {at === 1 && below.map((one) => <FoldedText key={one.key} column={one} value={row[one.key]} />)}
            </td>
          )
        return (
          <td key={column.key} data-label={label} className={`column-${column.type}`}>
            <div className={column.atMost === undefined ? '' : 'with-mark'}>
              <FieldInput
                id={cell}
                field={column}
                label={`${label} ${name}`}
                value={row[column.key]}
                invalid={trouble !== undefined}
                describedBy={trouble && `${cell}-trouble`}
                onChange={(next) => onCell(index, column.key, next)}
              />
              {column.atMost !== undefined && fixed.has(column.atMost) && (
                <Button
                  type="text"
                  size="small"
                  className="full-mark"
                  aria-label={t('form.fullMarkOf', { name })}
                  disabled={row[column.key] !== undefined && String(row[column.key]) === String(fullMark(column, row))}
                  onClick={() => onCell(index, column.key, fullMark(column, row))}
                >
                  {t('form.fullMark')}
                </Button>
              )}
            </div>
            {trouble !== undefined && (
              <p className="field-problem" id={`${cell}-trouble`}>
                {trouble}
              </p>
            )}
          </td>
        )
      })}
      {movable && (
        <td className="row-actions">
          <Button
            type="text"
            icon={<ArrowUpOutlined aria-hidden />}
            disabled={index === 0}
            aria-label={t('form.moveUp', { name })}
            onClick={() => onMove(index, -1)}
          />
          <Button
            type="text"
            icon={<ArrowDownOutlined aria-hidden />}
            disabled={index === last}
            aria-label={t('form.moveDown', { name })}
            onClick={() => onMove(index, 1)}
          />
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('form.removeRow', { name })}
            onClick={() => onRemove(index)}
          />
        </td>
      )}
    </tr>
  )
})

function FoldedText({ column, value }: Readonly<{ column: Field; value: unknown }>) {
  const { words, language } = useLanguage()
  return (
    <span className="folded">
      <span className="visually-hidden">{words(column.title)} </span>
      {valueText(column, value, language)}
    </span>
  )
}
