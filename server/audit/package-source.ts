import type { Entry, ExportScope, OutsideCase, Payload } from '#records'

/** Stored bytes with the hash, the number and the serial they are stored under; whether they agree is for the reader to find out. */
export type SourcePayload = Payload & Readonly<{ recordNumber: string | null }>

/** A case of the scope, and how long its stream was when the package was begun: later entries are not in it. */
export type SourceHead = Readonly<{ id: string; number: string; document: string; baseline: string; entries: number }>

/** One case as it lies in the house. */
export type SourceCase = Omit<SourceHead, 'entries'> &
  Readonly<{
    entries: readonly Entry[]
    payloads: readonly SourcePayload[]
    /** At which leaf of the log each entry stands; null at none. */
    leaves: readonly (number | null)[]
    /** Name and id of the persons the case is about, for its sheets; a sheet shows the id of whoever is not named here. */
    persons?: readonly (readonly [id: string, name: string])[]
  }>

/** A released state: the bytes of its manifest (whose hash names it) and its files by path. */
export type SourceBaseline = Readonly<{ manifest: Uint8Array; files: ReadonlyMap<string, Uint8Array> }>

/** What a sheet says beside its record: the house and the centres' names. */
export type SourceHouse = Readonly<{
  id: string
  zh: string
  en: string
  zone: string
  centres: readonly Readonly<{ code: string; zh: string; en: string; active: boolean }>[]
}>

/** A file of the log, as the package carries it. */
export type LogFile = Readonly<{ path: string; bytes: Uint8Array }>

/**
 * Where an audit package takes everything from. Streams only grow, so a head is a moment: whoever asks again later for
 * the entries up to it gets the same. Nothing is held in memory beyond a few cases, one piece of an attachment, one baseline.
 */
export type PackageSource = Readonly<{
  house(): Promise<SourceHouse>
  /** Leaves the newest checkpoint of the log covers; null where the log has none yet. */
  checkpoint(): Promise<number | null>
  /** The organisation's stream as it is now. `log`: the checkpoint its leaves are shown by. */
  organisation(log: number | null): Promise<Readonly<{ entries: readonly Entry[]; leaves: readonly (number | null)[] }>>
  /** The cases of the scope as they are now, in order of their numbers. */
  heads(scope: ExportScope): AsyncIterable<SourceHead>
  /** These cases, up to their heads, in the same order. */
  cases(heads: readonly SourceHead[], log: number | null): Promise<readonly SourceCase[]>
  /** Those of the given cases that exist. */
  known(cases: readonly string[]): Promise<readonly OutsideCase[]>
  /** Those of the given case numbers that exist. */
  numbered(numbers: readonly string[]): Promise<readonly OutsideCase[]>
  /** An attachment by the hash the data names, in pieces that may be asked for twice; null where it is gone. */
  attachment(sha256: string): Promise<(() => AsyncIterable<Uint8Array>) | null>
  baseline(hash: string): Promise<SourceBaseline | null>
  /** Files of the log at a checkpoint that show the leaves named. */
  log(checkpoint: number, leaves: () => AsyncIterable<number>): AsyncIterable<LogFile>
}>
