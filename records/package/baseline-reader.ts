import type { CaseEvent, CaseState, CompiledProcedure, Completeness, Library, Words } from '#engine'

/** A case laid anew over the procedure it is pinned to: its state, and what the engine says its path owes. */
export type ReplayedCase = Readonly<{ state: CaseState; owes: Completeness }>

export type Replay = Readonly<{ outcome: 'replayed'; replayed: ReplayedCase } | { outcome: 'not-replayable'; reason: string }>

/** Reads a baseline back from its texts, and replays cases by it. */
export type BaselineReader = (files: ReadonlyMap<string, Uint8Array>) => ReplayCase

/** Folds the events of one case of a document. `version` is the sequence of its last entry. */
export type ReplayCase = ((document: string, events: readonly CaseEvent[], version: number) => Replay) &
  Readonly<{
    /** Title of a form of the baseline. */
    titleOf?: (form: string) => Words | null
    /** What it was read into, for whoever also draws its records. */
    opened?: Readonly<{ library: Library; procedureOf: (document: string) => CompiledProcedure | null }>
  }>
