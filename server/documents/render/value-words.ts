import { type AttachmentValue, type Field, mask, type PersonValue, type Words } from '#engine'
import { dateWords, minuteWords } from './date-words.ts'
import { blank, type Labels, same } from './labels.ts'
import { withheld } from './mask.ts'

export type Wording = Readonly<{ labels: Labels; zone: string; unmasked: boolean }>
export type ValueState = 'filled' | 'unset' | 'masked' | 'withheld'
export type Worded = Readonly<{ state: ValueState; text: Words }>

/** One value in words, by the type of its field. Lists of rows are tables and are not worded here. */
export function wordValue(field: Field, value: unknown, wording: Wording): Worded {
  if (value === undefined || value === null) return { state: 'unset', text: blank }
  if (isCommitment(value)) return { state: 'withheld', text: withheld }
  const text = textOf(field, value, wording)
  if (field.sensitive === undefined || wording.unmasked) return { state: 'filled', text }
  return { state: 'masked', text: mask(field.sensitive, field.sensitive === 'birth_date' ? String(value) : text.zh) }
}

function textOf(field: Field, value: unknown, wording: Wording): Words {
  if (Array.isArray(value)) return joined(itemsOf(field, value, wording))
  switch (field.type) {
    case 'date':
      return dateWords(String(value))
    case 'datetime':
      return minuteWords(String(value), wording.zone)
    case 'boolean':
      return value === true ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' }
    case 'enum':
      return enumWords(field, String(value), wording.labels)
    case 'person':
      return same(nameOf(value))
    case 'attachment':
      return same(attachmentText(value))
    case 'money':
      return { zh: `${grouped(String(value))} 元`, en: `CNY ${grouped(String(value))}` }
    case 'string':
    case 'text':
    case 'integer':
    case 'number':
    case 'organisation':
    case 'list':
      return same(plain(value))
    default:
      return field.type satisfies never
  }
}

/** Items of a list of simple values, each in words. */
export function itemsOf(field: Field, values: readonly unknown[], wording: Wording): readonly Words[] {
  const type = field.of === undefined || field.of === 'row' ? 'string' : field.of
  const { sensitive: _, ...plainField } = field
  return values.map((value) => textOf({ ...plainField, type }, value, wording))
}

function joined(items: readonly Words[]): Words {
  return { zh: items.map(({ zh }) => zh).join('、'), en: items.map(({ en }) => en).join(', ') }
}

function enumWords(field: Field, code: string, labels: Labels): Words {
  const own = field.values?.find((item) => item.code === code)
  if (own !== undefined) return { zh: own.zh, en: own.en }
  return field.list === undefined ? same(code) : labels.of(field.list, code)
}

/** 设备台账.xlsx (1.2 MB, sha256 3f2a9c1d…) */
function attachmentText(value: unknown): string {
  if (!isRecord(value)) return plain(value)
  const { name, size, sha256 } = value as Partial<AttachmentValue>
  return `${name ?? ''} (${sizeText(size ?? 0)}, sha256 ${String(sha256 ?? '').slice(0, 8)}…)`
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

export function nameOf(value: unknown): string {
  return isRecord(value) ? String((value as Partial<PersonValue>).name ?? '') : plain(value)
}

function grouped(amount: string): string {
  return amount.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ','))
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Sealed data holds `{ $commitment: 'sha256:…' }` where a sensitive value was not handed in. */
function isCommitment(value: unknown): boolean {
  return isRecord(value) && typeof value.$commitment === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
