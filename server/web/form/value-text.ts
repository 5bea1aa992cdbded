import type { Language } from '../language/language.tsx'
import { sayIn } from '../language/language.tsx'
import { groupedDigits } from './decimal.ts'
import { type Field, node } from './field.ts'
import { wallTime } from './zoned-time.ts'

/** A value as a person reads it; '' where there is none. Lists of rows are drawn as tables instead. */
export function valueText(field: Field, value: unknown, language: Language, zone = 'Asia/Shanghai'): string {
  const t = sayIn(language)
  if (value === undefined || value === null || value === '') return ''
  if (Array.isArray(value))
    return value
      .map((one) => valueText({ ...field, type: field.of === 'row' ? 'string' : field.of }, one, language, zone))
      .join(t('common.listComma'))
  switch (field.type) {
    case 'boolean':
      return t(value === true ? 'common.yes' : 'common.no')
    case 'enum':
      return field.choices.find(({ code }) => code === value)?.label[language] ?? String(value)
    case 'money':
      return `¥ ${groupedDigits(String(value))}`
    case 'datetime':
      return wallTime(String(value), zone)
    case 'person':
    case 'attachment':
      return String(node(value).name ?? '')
    default:
      return String(value)
  }
}
