import { ExportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { RecordView } from '../../http/api/records.ts'
import { AttachmentLine } from '../form/attachment-input.tsx'
import { Origin } from '../form/filled-in.tsx'
import { useLanguage } from '../language/language.tsx'
import { UnmaskDialog } from './unmask-dialog.tsx'

type FieldView = RecordView['fields'][number]

/** How long a value that was opened stays on the screen. */
const SHOWN_FOR_MS = 60_000

/** The values as they were sealed, each with where it came from. */
export function RecordFields({ record, path }: Readonly<{ record: RecordView; path: string }>) {
  const { words } = useLanguage()
  return (
    <dl className="record-fields">
      {record.fields.map((field) => (
        <div key={field.key} className={field.rows === undefined ? '' : 'wide'}>
          <dt>{words(field.title)}</dt>
          <dd>
            <FieldValue field={field} path={path} mayUnmask={record.may.unmask} />
            {field.origin !== null && <Origin origin={field.origin} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function FieldValue({ field, path, mayUnmask }: Readonly<{ field: FieldView; path: string; mayUnmask: boolean }>) {
  const { t, words, language } = useLanguage()
  const [asking, setAsking] = useState(false)
  const [open, setOpen] = useState<string>()
  useEffect(() => {
    if (open === undefined) return
    const timer = setTimeout(() => setOpen(undefined), SHOWN_FOR_MS)
    return () => clearTimeout(timer)
  }, [open])
  if (field.rows !== undefined)
    return (
      <>
        <p className="sheet-export">
          <Button
            size="small"
            icon={<ExportOutlined aria-hidden />}
            aria-label={`${t('sheet.export')} ${words(field.title)}`}
            href={`/api/records/${path}/sheets/${field.key}?lang=${language}`}
          >
            {t('sheet.export')}
          </Button>
        </p>
        <FieldRows rows={field.rows} />
      </>
    )
  if (field.attachments !== undefined)
    return (
      <ul className="plain-list">
        {field.attachments.map((one) => (
          <li key={one.id}>
            <a href={`/api/records/${path}/attachments/${encodeURIComponent(one.id)}`}>
              <AttachmentLine value={one} />
            </a>
          </li>
        ))}
      </ul>
    )
  return (
    <span className="value">
      {open ?? (field.text === '' ? <span className="secondary">{t('record.unset')}</span> : field.text)}
      {field.sensitive && mayUnmask && field.text !== '' && open === undefined && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('unmask.open')}
        </Button>
      )}
      {asking && (
        <UnmaskDialog
          path={path}
          field={field}
          onClose={() => setAsking(false)}
          onValue={(value) => {
            setOpen(value)
            setAsking(false)
          }}
        />
      )}
    </span>
  )
}

function FieldRows({ rows }: Readonly<{ rows: NonNullable<FieldView['rows']> }>) {
  const { words } = useLanguage()
  const numeric = new Set(rows.columns.keys().filter((at) => rows.rows.every((row) => /^-?[\d,]+(\.\d+)?$/.test(row[at] ?? ''))))
  return (
    <div className="rows-scroll">
      <table className="rows-table">
        <thead>
          <tr>
            {rows.columns.map((column, at) => (
              <th key={column.zh} scope="col" className={numeric.has(at) ? 'column-number' : ''}>
                {words(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a sealed record never move
            <tr key={index}>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a sealed record never move
                <td key={at} className={numeric.has(at) ? 'column-number' : ''} data-label={rows.columns[at] && words(rows.columns[at])}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
