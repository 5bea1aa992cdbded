import type { CaseEvent, CaseState } from '#engine'

/** A record the path of a case owes: the step taken at `sequence` names this part. */
export type OwedRecord = Readonly<{ step: string; sequence: number; form: string; part: string }>
/** A step that was to be signed and bears no signature. */
export type MissingSignature = Readonly<{ step: string; sequence: number; meaning: string }>
/** A step that leaves the present state: who it waits for, and the documents whose cases it waits for. */
export type OpenExit = Readonly<{ step: string; people: readonly string[]; automatic: boolean; waitsFor: readonly string[] }>
/**
 * What the case still waits for. Due instants are not among it: they rest on other cases and on the calendar of the day,
 * and would not be the same wherever the package is read.
 */
export type Outstanding = Readonly<{
  exits: readonly OpenExit[]
  demands: readonly Readonly<{ step: string; from: string; due: string | null }>[]
}>

/** A case laid anew over the procedure it is pinned to. */
export type ReplayedCase = Readonly<{
  state: CaseState
  owed: readonly OwedRecord[]
  signaturesMissing: readonly MissingSignature[]
  outstanding: Outstanding
}>

export type Replay = Readonly<{ outcome: 'replayed'; replayed: ReplayedCase } | { outcome: 'not-replayable'; reason: string }>

/** Reads a baseline back from its texts, and replays cases by it. */
export type BaselineReader = (files: ReadonlyMap<string, Uint8Array>) => ReplayCase

/** Folds the events of one case of a document, and says what its path owes. `version` is the sequence of its last entry. */
export type ReplayCase = (document: string, events: readonly CaseEvent[], version: number) => Replay
