import type { Entry, ExportScope, OutsideCase, Payload } from '#records'

/** Stored bytes with the hash and the number they are stored under; whether they agree is for the reader to find out. */
export type SourcePayload = Payload & Readonly<{ recordNumber: string | null }>

/** One case as it lies in the house. */
export type SourceCase = Readonly<{
  id: string
  number: string
  document: string
  baseline: string
  entries: readonly Entry[]
  payloads: readonly SourcePayload[]
}>

/** A released state: the bytes of its manifest (whose hash names it) and its files by path. */
export type SourceBaseline = Readonly<{ manifest: Uint8Array; files: ReadonlyMap<string, Uint8Array> }>

/**
 * Where an audit package takes everything from. All answers are as of one moment: what is written meanwhile is not in
 * the package. Nothing is held in memory beyond one case, one attachment, one baseline.
 */
export type PackageSource = Readonly<{
  organisation(): Promise<Readonly<{ id: string; zh: string; en: string }>>
  organisationEntries(): Promise<readonly Entry[]>
  count(scope: ExportScope): Promise<number>
  /** In order of their numbers. */
  cases(scope: ExportScope): AsyncIterable<SourceCase>
  /** Those of the given cases that exist. */
  known(cases: readonly string[]): Promise<readonly OutsideCase[]>
  /** Bytes of an attachment by the hash the data names; null where they are gone. */
  attachment(sha256: string): Promise<Uint8Array | null>
  baseline(hash: string): Promise<SourceBaseline | null>
  /** The printed page of one record; null where the house prints none. */
  print: ((found: SourceCase, serial: number) => Promise<Uint8Array>) | null
}>
