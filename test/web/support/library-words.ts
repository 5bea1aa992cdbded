import { type CompiledProcedure, type CompiledStep, compileLibrary, type Field } from '#engine'
import { makeLabels } from '../../../server/documents/render/labels.ts'
import { library } from '../../procedures/support/library.ts'

const procedures = compileLibrary(library)
const labels = makeLabels(library.reference.map(({ value }) => value))

export function procedureOf(document: string): CompiledProcedure {
  const procedure = procedures.get(document)
  if (procedure === undefined) throw new Error(`Expected a document ${document}, but there is none`)
  return procedure
}

export function stepOf({ code: document, steps }: CompiledProcedure, code: string): CompiledStep {
  const step = steps.get(code)
  if (step === undefined) throw new Error(`Expected ${document} to have a step ${code}, but it has not`)
  return step
}

/** The document a case number belongs to: WI-08-01-2025-00001 → WI-08-01. */
export function documentOf(caseNumber: string): string {
  return caseNumber.replace(/-\d{4}-\d{5}$/, '')
}

/** How people read a code of an enumeration. */
export function choiceWords(field: Field, code: string): string {
  const own = field.values?.find((one) => one.code === code)
  if (own !== undefined) return own.zh
  return field.list === undefined ? code : labels.of(field.list, code).zh
}

export function choices(field: Field): readonly string[] {
  if (field.values !== undefined) return field.values.map(({ code }) => code)
  return library.reference.flatMap(({ value }) => value.code_lists?.[field.list ?? ''] ?? []).map(({ code }) => code)
}

/** The code of the one that people read so. */
export function codeTitled<T extends Readonly<{ title: Readonly<{ zh: string }> }>>(
  titled: ReadonlyMap<string, T>,
  title: string,
  where: string,
): string {
  const found = [...titled].find(([, one]) => one.title.zh === title)
  if (found === undefined) throw new Error(`Expected ${where} to be called one of its titles, but it is called ${title}`)
  return found[0]
}

/** A value of a field as it was read on a page, as a story writes it; undefined where nothing stood there. */
export function readValue(field: Field, text: string): unknown {
  if (text === '' || text === '未填') return undefined
  switch (field.type) {
    case 'boolean':
      return text === '是'
    case 'integer':
      return Number(text)
    case 'enum':
      return choices(field).find((code) => choiceWords(field, code) === text) ?? text
    case 'date':
      return isoDate(text)
    case 'money':
      return text.replaceAll(/[^\d.-]/g, '')
    default:
      return text
  }
}

function isoDate(text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/.exec(text) ?? []
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
