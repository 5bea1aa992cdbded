import type { CaseEvent, CaseState } from '#engine'

/** A record the path of a case owes: the step taken at `sequence` names this part. */
export type OwedRecord = Readonly<{ step: string; sequence: number; form: string; part: string }>
/** A step that was to be signed and bears no signature. */
export type MissingSignature = Readonly<{ step: string; sequence: number; meaning: string }>
/** What the case still waits for: open steps with their due instant, steps other cases demanded, automatic steps that come due. */
export type Outstanding = Readonly<{
  steps: readonly Readonly<{ step: string; due: string | null }>[]
  demands: readonly Readonly<{ step: string; from: string; due: string | null }>[]
  timers: readonly Readonly<{ step: string; at: string }>[]
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
