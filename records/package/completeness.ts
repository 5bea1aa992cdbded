import type { MissingSignature, OwedPart, Completeness as Owes } from '#engine'
import type { HashText } from '../entry.ts'
import type { DisposedData, ErasedValues } from './gone.ts'
import type { NumberSeries } from './number-series.ts'

/** Data an entry names, and the record it is of. */
export type AbsentData = Readonly<{ data: HashText; record: string | null }>

/** What one case should have left behind by its path, and what of it is in the package. */
export type CaseCompleteness = Readonly<{
  case: string
  document: string
  /** State the entries lead to; null where they could not be replayed. */
  state: string | null
  closed: boolean
  entries: number
  /** Records named by the entries, and those the path owes. */
  records: number
  owed: number
  missing: readonly OwedPart[]
  /** Numbers of records no taken step asked for. */
  extra: readonly string[]
  /** Serials from 1 to the last that were never sealed, and those sealed twice. */
  serialGaps: readonly number[]
  serialsDoubled: readonly number[]
  /** Data named by entries that is not in the package, and that no order accounts for. */
  absent: readonly AbsentData[]
  /** Data that was disposed of: not there, and not missing. */
  disposed: readonly DisposedData[]
  /** Sensitive values that were erased; their records, hashes and commitments are there. */
  erased: readonly ErasedValues[]
  attachmentsMissing: readonly Readonly<{ record: string; sha256: string }>[]
  signaturesMissing: readonly MissingSignature[]
  /** Contributions that wait for others. */
  contributions: readonly Readonly<{ step: string; sequence: number }>[]
  /** Contributions a step says it used, that are not among the entries. */
  contributionsMissing: Owes['contributionsMissing']
  /** What the case waits for. Not a lack: it has not happened yet. */
  outstanding: Readonly<{ demands: Owes['demandsOutstanding']; waits: Owes['waitsOutstanding']; timers: readonly string[] }>
}>

/** A case that an entry says was opened, and that is neither in the package nor known outside its scope. */
export type AbsentCase = Readonly<{ case: string; document: string; because: string }>

/** `data/completeness.json`. */
export type Completeness = Readonly<{
  format: 'guiju-completeness/1'
  cases: readonly CaseCompleteness[]
  absentCases: readonly AbsentCase[]
  /** Gap-free numbers across the scope: those of cases, and statutory ones. */
  numbers: readonly NumberSeries[]
}>

/** Does a case lack something it owes? What is merely outstanding is not a lack. */
export function lacks(found: CaseCompleteness): boolean {
  return (
    found.missing.length > 0 ||
    found.serialGaps.length > 0 ||
    found.serialsDoubled.length > 0 ||
    found.contributionsMissing.length > 0 ||
    found.absent.length > 0 ||
    found.attachmentsMissing.length > 0 ||
    found.signaturesMissing.length > 0
  )
}

export function isComplete({ absentCases, numbers, cases }: Completeness): boolean {
  return absentCases.length === 0 && !numbers.some(lacksNumbers) && !cases.some(lacks)
}

export function lacksNumbers({ gapsInAll, doubled }: NumberSeries): boolean {
  return gapsInAll > 0 || doubled.length > 0
}
