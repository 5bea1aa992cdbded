import type { ExportScope, FileOrder } from '#records'
import type { BagState } from './bag-writer.ts'
import type { SourceHouse } from './package-source.ts'

export type ExportRequest = Readonly<{
  /** UUIDv7 of the package, which the entry about the export names too. */
  id: string
  scope: ExportScope
  order: FileOrder
  reason: string
  by: Readonly<{ person: string; name: string; role: string }>
  at: string
  /** Also the salts and values of sensitive fields. */
  openings: boolean
  /** Also a printed sheet of each record. */
  printed: boolean
}>

/** What is being done: reading the cases, putting their records in order, writing what follows from them. */
export type ExportPhase = 'cases' | 'records' | 'lists'

export type ExportProgress = Readonly<{ phase: ExportPhase; done: number; total: number; records: number; bytes: number }>

/** How far a package has come, beside what its spools hold: small, and saved every few seconds. */
export type ExportState = Readonly<{
  phase: ExportPhase
  /** Cases packed, or in the second phase records. */
  next: number
  total: number
  house: SourceHouse
  /** Leaves of the checkpoint the package shows the log by; null: the log has none yet. */
  log: number | null
  organisationHead: Readonly<{ stream: string; entries: number; head: string }>
  bag: BagState
  clocks: readonly string[]
  tally: readonly (readonly [string, number])[]
  looked: Readonly<{ cases: number; entries: number; records: number; signatures: number; attachments: number; pages: number }>
  lacking: number
  baselines: readonly string[]
}>
