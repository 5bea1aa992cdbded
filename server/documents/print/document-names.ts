import type { Library, ProcedureDocument, RecordForm, Words } from '#engine'
import { type Labels, makeLabels, same } from '../render/labels.ts'

/** What the codes of one document are called: its own steps and states, and everything else the library holds. */
export type DocumentNames = Readonly<{
  document: ProcedureDocument
  labels: Labels
  step(code: string, of?: ProcedureDocument | undefined): Words
  state(code: string, of?: ProcedureDocument | undefined): Words
  /** Code and title, e.g. QP-21 不合格与纠正措施控制程序. */
  titled(code: string): Words
  other(code: string): ProcedureDocument | undefined
  form(code: string): RecordForm | undefined
  /** A field or subject key by its title in the forms of this document. */
  field(key: string): Words
}>

/** The words of a library, as one of its documents uses them. */
export function namesFor(library: Library, document: ProcedureDocument): DocumentNames {
  const other = (code: string) => library.documents.get(code)?.value
  const form = (code: string) => library.forms.get(code)?.value
  const forms = new Set(Object.values(document.steps).flatMap(({ records }) => records.map((record) => record.form)))
  const fields = new Map(
    [...forms].flatMap((code) => Object.values(form(code)?.parts ?? {})).flatMap((part) => Object.entries(part.fields)),
  )
  return {
    document,
    labels: makeLabels(library.reference.map(({ value }) => value)),
    step: (code, of = document) => of.steps[code]?.title ?? same(code),
    state: (code, of = document) => of.states[code]?.title ?? same(code),
    titled(code) {
      const title = other(code)?.title
      return title === undefined ? same(code) : { zh: `${code}《${title.zh}》`, en: `${code} ${title.en}` }
    },
    other,
    form,
    field: (key) => fields.get(key)?.title ?? document.subject[key]?.title ?? same(key),
  }
}

/** Several words as one, e.g. 甲、乙 and A, B. */
export function listed(words: readonly Words[], zh = '、', en = ', '): Words {
  return { zh: words.map((one) => one.zh).join(zh), en: words.map((one) => one.en).join(en) }
}
