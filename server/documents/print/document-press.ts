import type { Pool } from 'pg'
import type { Language } from '#engine'
import type { Organisation } from '../../people/organisation.ts'
import { documentHistory } from '../document-history.ts'
import type { Documents } from '../documents.ts'
import type { PdfPress } from '../render/pdf-process.ts'
import { templatesAmong } from '../render/templates.ts'
import { makeControlledSheet } from './controlled-sheet.ts'
import { documentHtml, documentPdf, type PrintedDocument } from './print-document.ts'

/** Prints the revision of a document in force on a day, as it was released. `null`: none is in force. */
export type DocumentPress = Readonly<{
  html(document: string, on: string, language: Language): Promise<string | null>
  pdf(document: string, on: string, language: Language): Promise<Uint8Array | null>
}>

export type DocumentPressNeeds = Readonly<{
  pool: Pick<Pool, 'query'>
  documents: Documents
  organisation: () => Promise<Organisation>
  press: PdfPress
}>

/** A press for controlled documents. It lays out with the templates of the baseline it prints. */
export function makeDocumentPress({ pool, documents, organisation, press }: DocumentPressNeeds): DocumentPress {
  const printed = async (code: string, on: string) => {
    const found = await documents.procedureInForce(code, on)
    if (found === null) return null
    const { library, files } = await documents.readBaseline(found.baseline)
    const revisions = (await documentHistory(code, { pool, documents })).filter(({ from }) => from <= on)
    const since = revisions.at(-1)?.from ?? on
    const print: PrintedDocument = {
      sheet: makeControlledSheet({ organisation: (await organisation()).name, library, document: found.procedure.document, revisions }),
      document: found.procedure.document,
      baseline: found.baseline,
      inForceSince: Math.floor(Date.parse(`${since}T00:00:00Z`) / 1000),
    }
    return { print, templates: templatesAmong(files) }
  }
  return {
    async html(code, on, language) {
      const found = await printed(code, on)
      return found === null ? null : documentHtml(found.print, found.templates, language)
    },
    async pdf(code, on, language) {
      const found = await printed(code, on)
      return found === null ? null : documentPdf(found.print, found.templates, language, press)
    },
  }
}
