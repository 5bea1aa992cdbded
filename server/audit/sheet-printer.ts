import type { CaseState } from '#engine'
import { makeRecordPress } from '../cases/record-face.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import type { PdfStore } from '../documents/render/pdf-store.ts'
import type { DeskCase, SheetPrinter } from './case-desk.ts'
import type { SourceHouse } from './package-source.ts'

/** Prints sheets from what a desk holds, without a database: the same face, and so the same bytes, as the record's page. */
export function makeSheetPrinter(house: SourceHouse, press: PdfPress, store?: PdfStore): SheetPrinter {
  const centres = new Map(house.centres.map(({ code, ...centre }) => [code, centre]))
  const organisation = async () => ({ name: { zh: house.zh, en: house.en }, zone: house.zone })
  return (_, files, replay) => {
    const { opened } = replay
    if (opened === undefined) return null
    const decoder = new TextDecoder()
    const texts = [...files].map(([file, bytes]) => ({ file, text: decoder.decode(bytes) }))
    const documents = { readBaseline: async () => ({ files: texts, library: opened.library }) }
    const persons = new WeakMap<CaseState, ReadonlyMap<string, string>>()
    const namesFor = async (_: unknown, state: CaseState) => ({ centres, persons: persons.get(state) ?? new Map() })
    const sheets = makeRecordPress(documents, organisation, namesFor, press, store)
    return async (found: DeskCase['found'], state: CaseState, serial: number) => {
      persons.set(state, new Map(found.persons))
      const procedure = opened.procedureOf(found.document)
      const part = state.sealed.find((one) => one.serial === serial)
      if (procedure === null || part === undefined)
        throw new Error(`Expected case ${found.number} to have a record ${serial}, but it has none`)
      const number = state.sealed.length === 0 ? '' : `${part.form}/${found.number}/${String(serial).padStart(3, '0')}`
      const embedded = found.payloads.flatMap(({ recordNumber, bytes }) =>
        recordNumber === number ? [{ name: `${number.replaceAll('/', '_')}.json`, bytes, description: number }] : [],
      )
      const reader = { entriesOf: async () => found.entries }
      return sheets.pdf({ state, procedure, part, readable: new Set([serial]), reader, whole: false }, 'zh', embedded)
    }
  }
}
