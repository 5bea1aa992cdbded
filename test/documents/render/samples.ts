import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { makeRecordRenderer } from '../../../server/documents/render/render-record.ts'
import { readTemplates } from '../../../server/documents/render/templates.ts'
import { library } from '../../procedures/support/library.ts'
import * as sheets from './support/plausible-sheets.ts'
import { readForms, readReference, sampleSheet } from './support/sample-sheet.ts'

// `npm run samples -- <folder>`: a filled sheet of every record form as a PDF, for people to look at.
const kinds: Readonly<Record<string, sheets.Kind>> = {
  'QR-03-03': sheets.reviewReport,
  'QR-07-02': sheets.correctionNotice,
  'QR-07-04': sheets.licence,
  'QR-12-05': sheets.rooms(60),
  'QR-12-06': sheets.tickets(12),
  'QR-12-09': sheets.handOver,
  'QR-13-03': sheets.scores(60),
  'QR-14-01': sheets.certificates(60),
  'QR-15-01': sheets.receipt,
  'QR-17-05': sheets.supervisionReport,
  'QR-20-01': sheets.auditPlan,
  'QR-20-03': sheets.auditReport,
  'QR-21-01': sheets.nonconformity,
}
const folder = resolve(process.argv[2] ?? 'samples')
const [forms, reference] = [readForms('records/forms'), readReference('records/lists')]
const renderer = makeRecordRenderer(await readTemplates('templates'))
await mkdir(folder, { recursive: true })
for (const form of forms) {
  const kind = kinds[form.code]
  const title = library.documents.get(form.document)?.value
  const document = title === undefined ? {} : { document: { code: title.code, title: title.title, revision: title.revision } }
  const sheet = kind === undefined ? sampleSheet(form, reference, document) : sheets.plausible(form, reference, kind, document)
  const file = join(folder, `${form.code}.pdf`)
  await writeFile(file, await renderer.renderRecord(makeFace(sheet), { format: 'pdf', language: 'zh', embedded: [] }))
  console.log(file)
}
renderer.close()
