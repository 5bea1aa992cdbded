import { Temporal } from 'temporal-polyfill'
import { instantText } from '../calendar/make-calendar.ts'
import type { Field } from '../language/form.generated.ts'
import { scaleOf } from '../rules/from-rule.ts'

/** Deeper than any form goes: a list of rows of lists of persons. */
const deepest = 8

/**
 * A value as records keep it: text in NFC with \n line ends, decimals padded to their scale, instants in UTC with
 * milliseconds. `undefined` for what counts as not filled in (null, empty text). What does not fit the type is handed
 * on as it came, for `validatePart` to name. Never throws, whatever the value.
 */
export function normalise(field: Field, value: unknown): unknown {
  return emptied(typed(field, value, 0))
}

function typed(field: Field, value: unknown, depth: number): unknown {
  if (depth > deepest) return value
  if (Array.isArray(value)) return field.type === 'list' ? value.map((item) => typedItem(field, item, depth + 1)) : cleaned(value, depth)
  if (typeof value !== 'string') return cleaned(value, depth)
  const text = cleanText(value)
  if (field.type === 'number' || field.type === 'money') return paddedDecimal(text.trim(), scaleOf(field))
  if (field.type === 'datetime') return utc(text.trim())
  return text
}

function typedItem(field: Field, item: unknown, depth: number): unknown {
  if (field.of !== 'row' || !isRecord(item)) return cleaned(item, depth)
  const filled: [string, unknown][] = []
  for (const key of Object.keys(item)) {
    const column = field.columns !== undefined && Object.hasOwn(field.columns, key) ? field.columns[key] : undefined
    const value = emptied(column === undefined ? cleaned(item[key], depth) : typed(column, item[key], depth))
    if (value !== undefined) filled.push([cleanText(key), value])
  }
  return Object.fromEntries(filled)
}

/** Text inside a value whose type says nothing of its form. Object.fromEntries makes `__proto__` a plain key. */
function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (depth > deepest) return value
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depth + 1))
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleaned(inner, depth + 1)]))
  return value
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// Most texts are one line of ASCII, which is clean as it stands.
const PLAIN = /^[\u0020-\u007e]*$/

function cleanText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.isWellFormed() ? text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
}

function emptied(value: unknown): unknown {
  return value === null || value === '' ? undefined : value
}

/** "7", "7.5" and "007.50" are one value: "7.50". Text that is no decimal, or has too many places, stays as it was. */
export function paddedDecimal(text: string, scale: number): string {
  const places = /^-?\d{1,15}(?:\.(\d+))?$/.exec(text)
  if (places === null || (places[1]?.length ?? 0) > scale) return text
  if (places[1]?.length === scale && scale > 0 && !text.startsWith('0') && !text.startsWith('-')) return text
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const digits = `${whole.replace(/^0+(?=\d)/, '')}${scale === 0 ? '' : `.${fraction.padEnd(scale, '0')}`}`
  return text.startsWith('-') && /[1-9]/.test(digits) ? `-${digits}` : digits
}

function utc(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return text
  try {
    return instantText(Temporal.Instant.from(text))
  } catch {
    return text
  }
}

/** Text nobody can print or sign: NUL and other control characters, halves of a surrogate pair. */
export function isBadText(text: string): boolean {
  if (PLAIN.test(text)) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
  return !text.isWellFormed() || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)
}
