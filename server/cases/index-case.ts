import { type CaseState, type CompiledProcedure, type Field, latestValues } from '#engine'
import { recordNumber } from '#records'
import type { SearchIndex, SearchText } from '../database/search-index.ts'
import type { CaseNeeds } from './case-needs.ts'
import { namesForSubjects, subjectLines } from './subject-words.ts'

const LONGEST = 20_000

/** Feeds the search with a case and its records. What a form marks as sensitive never enters. */
export async function indexCase(
  state: CaseState,
  index: SearchIndex,
  { documents, people }: Pick<CaseNeeds, 'documents' | 'people'>,
): Promise<void> {
  const procedure = await documents.procedureOf(state.baseline, state.document)
  const centres = new Map((await people.centres()).map((centre) => [centre.code, centre]))
  const about = { procedure, subject: state.subject }
  const lines = subjectLines(about, await namesForSubjects([about], { centres, people }))
  const { title } = procedure.document
  const subject = [...Object.values(state.subject).map(String), ...lines.flatMap(({ text }) => [text.zh, text.en])]
  const whole: SearchText = {
    serial: 0,
    number: state.numbers.case_number ?? '',
    body: [title.zh, title.en, ...new Set(subject), ...numbersOf(state)].join(' '),
  }
  await index.replace(state.id, centres.get(String(state.subject.site))?.code ?? null, [
    whole,
    ...state.sealed.map((part) => textOfPart(part, state, procedure)),
  ])
}

function numbersOf(state: CaseState): readonly string[] {
  return [
    ...Object.values(state.numbers),
    ...Object.values(latestValues(state)).filter((value) => typeof value === 'string' && /^[A-Z]+-\d{4}-\d+$/.test(value)),
  ].map(String)
}

function textOfPart(part: CaseState['sealed'][number], state: CaseState, procedure: CompiledProcedure): SearchText {
  const form = procedure.forms.get(part.form)
  const fields = form?.parts.get(part.part)?.fields ?? new Map<string, { field: Field }>()
  const values = Object.entries(part.values).flatMap(([key, value]) => {
    const field = fields.get(key)?.field
    return field === undefined ? [] : wordsOf(field, value)
  })
  const titles = [form?.form.title.zh, form?.form.title.en, form?.parts.get(part.part)?.title.zh]
  const names = part.signers.map(({ name }) => name)
  const number = recordNumber({ form: part.form, caseNumber: state.numbers.case_number ?? '', serial: part.serial })
  return { serial: part.serial, number, body: [...titles, ...names, ...values].join(' ').slice(0, LONGEST) }
}

/** The texts and names in a value; codes, numbers and dates are not what people search by. */
function wordsOf(field: Field, value: unknown): readonly string[] {
  if (field.sensitive !== undefined || value === undefined) return []
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => (field.of === 'row' ? rowWords(field, item) : itemWords(field.of ?? '', item)))
  return itemWords(field.type, value)
}

function rowWords(field: Field, row: unknown): readonly string[] {
  if (typeof row !== 'object' || row === null) return []
  const columns = new Map(Object.entries(field.columns ?? {}))
  return Object.entries(row).flatMap(([key, value]) => {
    const column = columns.get(key)
    return column === undefined ? [] : wordsOf(column, value)
  })
}

function itemWords(type: string, value: unknown): readonly string[] {
  if (typeof value === 'string') return type === 'string' || type === 'text' || type === 'organisation' ? [value] : []
  const isNamed = typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
  return isNamed ? [String(value.name)] : []
}
