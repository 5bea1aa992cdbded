/** A cosignature or stamp over a checkpoint of the log. `known`: the auditor's policy names who gave it. */
export type Vouching = Readonly<{
  by: string
  size: number /** Instant it says; null where it could not be read. */
  at: string | null
  known: boolean
}>

/** The checkpoint or package the auditor kept, and what became of it. */
export type AgainstOutcome = 'contained' | 'contradicts' | 'not-shown'

/**
 * How far the package is held by something outside the organisation's own reach.
 * none: it carries no checkpoint of the log. broken: what it carries does not hold. unproven: it holds, by keys that came
 * with it. proven: it holds as the auditor's policy demands.
 */
export type Anchoring = Readonly<{
  outcome: 'none' | 'broken' | 'unproven' | 'proven'
  checkpoint: Readonly<{ origin: string; size: number /** Base 64. */; root: string; signedBy: readonly string[] }> | null
  witnesses: readonly Vouching[]
  stamps: readonly Vouching[]
  /** Entries whose place in the log was shown, as far as the policy goes where there is one. */
  anchored: number
  /** Entries that are newer: nothing outside yet holds them. Recorded from, to. */
  pending: Readonly<{ entries: number; from: string; to: string }> | null
  policy: 'none' | 'met' | 'not-met'
  against: Readonly<{ name: string; size: number; outcome: AgainstOutcome }> | null
}>

export const notAnchored: Anchoring = {
  outcome: 'none',
  checkpoint: null,
  witnesses: [],
  stamps: [],
  anchored: 0,
  pending: null,
  policy: 'none',
  against: null,
}
