import type { Pool } from 'pg'
import { type BaselineReader, type ExportScope, inNfc, readBaselineTexts } from '#records'
import { withPackageSource } from '../audit/database-package-source.ts'
import { type ExportProgress, type ExportResult, exportPackage } from '../audit/export-package.ts'
import { writeWholeFile } from '../audit/file-sink.ts'
import type { PackageSource } from '../audit/package-source.ts'
import { type RecordedExport, recordExport } from '../audit/record-export.ts'
import type { Sink } from '../audit/zip-writer.ts'
import type { Ledger } from '../database/ledger.ts'
import { makeIdentifier } from '../identifier.ts'

export type ExportOptions = Readonly<{
  /** All null: everything. */
  scope: ExportScope
  reason: string
  by: RecordedExport['by']
  session?: string | null
  /** Also salts and values of sensitive fields. */
  openings?: boolean
}>

export type ExportDeps = Readonly<{
  pool: Pick<Pool, 'connect' | 'query'>
  ledger: Ledger
  /** Prints a record; without it a package holds data only. */
  print?: PackageSource['print']
  readBaseline?: BaselineReader
  progress?: (progress: ExportProgress) => void
  signal?: AbortSignal
}>

/**
 * `guiju export --case | --year | --centre`: writes the package to a file. It stands under its name only when it is whole.
 * @throws the signal's reason where it is cancelled; nothing is left then but the entry that says it was asked for.
 */
export async function runExport({ out, ...options }: ExportOptions & Readonly<{ out: string }>, deps: ExportDeps): Promise<ExportResult> {
  return writeWholeFile(out, (sink) => exportTo(sink, options, deps))
}

/** The same into any sink: the HTTP answer, for one. */
export async function exportTo(
  sink: Sink,
  options: ExportOptions,
  { pool, ledger, print = null, readBaseline = readBaselineTexts, progress, signal }: ExportDeps,
): Promise<ExportResult> {
  const { scope, by, session = null, openings = false } = options
  const reason = inNfc(options.reason.trim())
  const id = makeIdentifier()
  const organisation = await organisationOf(pool)
  const at = await recordExport(
    { id, scope, reason, openings, by, session },
    { ledger, organisation, head: () => headOf(pool, organisation) },
  )
  const request = { id, scope, reason, at, openings, by: { person: by.person, name: by.name, role: by.role } }
  return withPackageSource(pool, print, (source) =>
    exportPackage(source, request, sink, { readBaseline, ...(progress && { progress }), ...(signal && { signal }) }),
  )
}

async function organisationOf(pool: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select id from organisation')
  const id = rows[0]?.id
  if (id === undefined) throw new Error('Expected the database to have its organisation, but it has none')
  return id
}

async function headOf(pool: Pick<Pool, 'query'>, stream: string): Promise<number> {
  const { rows } = await pool.query<{ sequence: number }>('select sequence from stream where id = $1', [stream])
  return rows[0]?.sequence ?? 0
}
