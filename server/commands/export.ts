import type { Pool } from 'pg'
import { type BaselineReader, type ExportScope, type FileOrder, inNfc, orderByCase, readBaselineTexts } from '#records'
import { makeDesk } from '../audit/case-desk.ts'
import { makeDatabaseSource } from '../audit/database-package-source.ts'
import type { ExportProgress, ExportResult } from '../audit/export-package.ts'
import { makePackage } from '../audit/make-package.ts'
import { type RecordedExport, recordExport } from '../audit/record-export.ts'
import { makeSheetPrinter } from '../audit/sheet-printer.ts'
import type { Ledger } from '../database/ledger.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import type { PdfStore } from '../documents/render/pdf-store.ts'
import { makeIdentifier } from '../identifier.ts'

export type ExportOptions = Readonly<{
  /** All null: everything. */
  scope: ExportScope
  reason: string
  by: RecordedExport['by']
  session?: string | null
  /** Also salts and values of sensitive fields. */
  openings?: boolean
  order?: FileOrder
}>

export type ExportDeps = Readonly<{
  pool: Pick<Pool, 'query'>
  ledger: Ledger
  /** Prints the records; without it a package holds data only. */
  print?: Readonly<{ press: PdfPress; store?: PdfStore }>
  readBaseline?: BaselineReader
  progress?: (progress: ExportProgress) => void
  signal?: AbortSignal
}>

/**
 * Makes a package in this process. The entry that says so is written first.
 * @throws the signal's reason where it is cancelled; nothing is left then but the entry that says it was asked for.
 */
export async function runExport({ out, ...options }: ExportOptions & Readonly<{ out: string }>, deps: ExportDeps): Promise<ExportResult> {
  const { scope, by, session = null, openings = false, order = orderByCase } = options
  const { pool, print, readBaseline = readBaselineTexts, progress, signal } = deps
  const reason = inNfc(options.reason.trim())
  const id = makeIdentifier()
  const at = await recordExportOf({ id, scope, reason, openings, by, session }, deps)
  const source = makeDatabaseSource(pool)
  const desk = makeDesk(readBaseline, print && makeSheetPrinter(await source.house(), print.press, print.store))
  const request = {
    id,
    scope,
    order,
    reason,
    at,
    openings,
    printed: print !== undefined,
    by: { person: by.person, name: by.name, role: by.role },
  }
  return makePackage(
    { request, source, folder: `${out}.part`, out, keep: false },
    { desk, ...(progress && { progress }), ...(signal && { signal }) },
  )
}

/** Writes down who takes what out of the house and why; gives the moment. */
export async function recordExportOf(asked: RecordedExport, { pool, ledger }: Pick<ExportDeps, 'pool' | 'ledger'>): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select id from organisation')
  const organisation = rows[0]?.id
  if (organisation === undefined) throw new Error('Expected the database to have its organisation, but it has none')
  const head = async () => {
    const found = await pool.query<{ sequence: number }>('select sequence from stream where id = $1', [organisation])
    return found.rows[0]?.sequence ?? 0
  }
  return recordExport(asked, { ledger, organisation, head })
}
