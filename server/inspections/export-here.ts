import type { Pool } from 'pg'
import type { BaselineReader } from '#records'
import { makeDesk } from '../audit/case-desk.ts'
import { makeDatabaseSource } from '../audit/database-package-source.ts'
import { makePackage } from '../audit/make-package.ts'
import { packageReport } from '../audit/package-report.ts'
import { makeSheetPrinter } from '../audit/sheet-printer.ts'
import { verifyFile } from '../commands/verify.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import type { PdfStore } from '../documents/render/pdf-store.ts'
import type { ExportWork } from './export-jobs.ts'

export type HereNeeds = Readonly<{ pool: Pool; press: PdfPress; store: PdfStore; readBaseline: BaselineReader }>

/** Makes packages in this very process, where several houses share what they have compiled: in a run of many small houses. */
export function exportHere({ pool, press, store, readBaseline }: HereNeeds): ExportWork {
  return {
    async make({ request, folder, out }, hooks) {
      const source = makeDatabaseSource(pool)
      const desk = makeDesk(readBaseline, makeSheetPrinter(await source.house(), press, store))
      const result = await makePackage({ request, source, folder, out, keep: true }, { desk, ...hooks })
      return { result, memory: { exporter: process.memoryUsage.rss(), desk: 0 } }
    },
    verify: async ({ file, looked }) => packageReport(await verifyFile(file), looked),
  }
}
