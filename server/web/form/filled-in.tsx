import { LinkOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import type { Static } from 'typebox'
import type { OriginView as OriginSchema } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import type { Field } from './field.ts'
import { rowsOf } from './part-values.ts'
import { valueText } from './value-text.ts'

type OriginView = Static<typeof OriginSchema>

/** A value the system filled in: not to be typed again, and with the place it came from. */
export function FilledIn({
  id,
  field,
  value,
  origin,
}: Readonly<{ id: string; field: Field; value: unknown; origin: OriginView | undefined }>) {
  const { t, words, language } = useLanguage()
  const { zone } = useSession().organisation
  const text = valueText(field, value, language, zone)
  const isTable = field.type === 'list' && field.of === 'row' && rowsOf(value).length > 0
  return (
    <div className={isTable ? 'field filled field-wide' : 'field filled'}>
      <p className="field-label" id={`${id}-label`}>
        {words(field.title)}
      </p>
      <div className="field-control">
        {isTable ? (
          <FilledRows field={field} value={value} labelledBy={`${id}-label`} />
        ) : (
          <p className="filled-value">{text === '' ? <span className="secondary">{t('form.filledLater')}</span> : text}</p>
        )}
        {origin && <Origin origin={origin} />}
      </div>
    </div>
  )
}

/** Where a value came from; the number of a case, where the words name it, is the link to it. */
export function Origin({ origin }: Readonly<{ origin: OriginView }>) {
  const { words } = useLanguage()
  const text = words(origin.words)
  const { caseId, caseNumber } = origin
  const at = caseId === undefined || caseNumber === undefined ? -1 : text.indexOf(caseNumber)
  return (
    <p className="origin">
      <LinkOutlined aria-hidden />
      <span>
        {at < 0 ? `${text} ` : text.slice(0, at)}
        {caseId !== undefined && <Link to={`/cases/${caseId}`}>{caseNumber ?? caseId}</Link>}
        {at >= 0 && text.slice(at + (caseNumber?.length ?? 0))}
      </span>
    </p>
  )
}

function FilledRows({ field, value, labelledBy }: Readonly<{ field: Field; value: unknown; labelledBy: string }>) {
  const { words, language } = useLanguage()
  return (
    <div className="rows-scroll">
      <table className="rows-table" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            {field.columns.map((column) => (
              <th key={column.key} scope="col">
                {words(column.title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(value).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list; it has no other identity
            <tr key={index}>
              {field.columns.map((column) => (
                <td key={column.key} data-label={words(column.title)} className={`column-${column.type} fixed`}>
                  {valueText(column, row[column.key], language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
