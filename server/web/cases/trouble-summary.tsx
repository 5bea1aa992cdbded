import { Alert } from 'antd'
import type { PartToFill } from '../../http/api/cases.ts'
import { type Field, fieldsOf, partKey } from '../form/field.ts'
import type { Troubles } from '../form/field-trouble.ts'
import { fieldId } from '../form/part-form.tsx'
import { reveal } from '../form/reveal.ts'
import { type Say, useLanguage, type Words } from '../language/language.tsx'

const most = 8

/** All that is still wrong, with a link to each place. */
export function TroubleSummary({ parts, troubles }: Readonly<{ parts: readonly PartToFill[]; troubles: Troubles }>) {
  const { t, words } = useLanguage()
  if (troubles.size === 0) return null
  const lines = [...troubles].map(([key, sentence]) => lineOf(parts, key, sentence, words, t))
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('trouble.summary', { n: troubles.size })}
      description={
        <ul className="trouble-list">
          {lines.slice(0, most).map(({ id, text }) => (
            <li key={`${id} ${text}`}>
              <a
                href={`#${id}`}
                onClick={(event) => {
                  event.preventDefault()
                  reveal(id)
                }}
              >
                {text}
              </a>
            </li>
          ))}
          {lines.length > most && <li>{t('trouble.more', { n: lines.length - most })}</li>}
        </ul>
      }
    />
  )
}

function lineOf(parts: readonly PartToFill[], key: string, sentence: string, words: (both: Words) => string, t: Say) {
  const [place = '', path = ''] = key.split('#')
  const [, name = '', row, column] = path.split('/')
  const part = parts.find((one) => partKey(one) === place)
  const field: Field | undefined = part && fieldsOf(part).find((one) => one.key === name)
  const cell = field?.columns.find((one) => one.key === column)
  const where = [
    field ? words(field.title) : '',
    row === undefined ? '' : t('form.row', { n: Number(row) + 1 }),
    cell ? words(cell.title) : '',
  ].filter((text) => text !== '')
  return {
    id: [fieldId(place, name), row, column].filter((text) => text !== undefined).join('-'),
    text: `${where.join(' · ')}${where.length > 0 ? t('common.colon') : ''}${sentence}`,
  }
}
