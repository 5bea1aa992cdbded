/** What may be asked of a signer: one line of JSON each, answered by one line, in order. Bytes travel in Base 64. */
export type SignerAsk = Readonly<
  | { ask: 'begin'; origin: string }
  | { ask: 'keys' }
  | { ask: 'sign'; size: number; root: string; proof: readonly string[] }
  | { ask: 'rotate'; overlapDays: number }
>

/** A key as others are told of it. `ended`: signs no more. */
export type ToldKey = Readonly<{ key: string; begun: string; ends: string | null; ended: boolean }>
export type ToldKeys = Readonly<{ origin: string; keys: readonly ToldKey[]; signed: Readonly<{ size: number; root: string }> }>

/** Why a signer does not do what it is asked. */
export type SignerRefusal = Readonly<
  | { code: 'no-key' }
  | { code: 'other-origin'; origin: string }
  | { code: 'state-missing' }
  | { code: 'smaller'; signed: number }
  | { code: 'other-root'; signed: number }
  | { code: 'inconsistent'; signed: number }
  | { code: 'already-rotating'; until: string }
  | { code: 'unreadable' }
>

export type SignerAnswer = Readonly<
  | { outcome: 'keys'; told: ToldKeys }
  | { outcome: 'signed'; note: string }
  | { outcome: 'refused'; refusal: SignerRefusal }
  | { outcome: 'failed'; problem: string }
>

/** A proof of a tree of 2^63 leaves fits. */
export const LONGEST_LINE = 65_536
