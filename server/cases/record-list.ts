import type { Field, Language } from '#engine'
import { type Wording, wordValue } from '../documents/render/value-words.ts'
import type { ListColumn } from '../sheets/list-columns.ts'
import { listColumns } from '../sheets/list-columns.ts'
import type { FoundRecord } from './find-record.ts'
import { type Reading, wordingOf } from './reading.ts'

/** A list of a sealed record, to be taken away as it is shown: sensitive values masked. */
export type RecordList = Readonly<{
  columns: readonly ListColumn[]
  items: readonly unknown[]
  shown: (field: Field, value: unknown) => string | undefined
}>

/** The list of a record under a name; null where the record has none. Who may read the record has been asked before. */
export async function recordList(
  { procedure, part, state }: FoundRecord,
  name: string,
  reading: Reading,
  language: Language,
): Promise<RecordList | null> {
  const field = procedure.forms.get(part.form)?.parts.get(part.part)?.fields.get(name)?.field
  const items = Object.hasOwn(part.values, name) ? part.values[name] : undefined
  if (field?.type !== 'list' || (items !== undefined && !Array.isArray(items))) return null
  const wording = await wordingOf(reading, state.baseline)
  return { columns: listColumns(field, procedure.reference), items: items ?? [], shown: maskedIn(field, wording, language) }
}

/** What is sensitive, or handed in as a commitment alone, is said as the page says it. */
function maskedIn(list: Field, wording: Wording, language: Language): RecordList['shown'] {
  return (field, value) => {
    const worded = wordValue(list.sensitive === undefined ? field : { ...field, sensitive: list.sensitive }, value, wording)
    return worded.state === 'masked' || worded.state === 'withheld' ? worded.text[language] : undefined
  }
}
