/**
 * An entry is what is hashed: facts (canonical JSON made here), a stamp (a fixed-form line made by the writing
 * statement), and the hash that chains it to its predecessor in the stream. `docs/record-format.md` is the norm.
 *
 *   entry hash = SHA-256( previous entry hash (32 bytes; zeros for the first) ‖ SHA-256(facts) ‖ stamp )
 */
export type Entry = Readonly<{
  /** Case id or organisation id (UUIDv7). */
  stream: string
  sequence: number
  /** Canonical bytes of `Facts` (RFC 8785), at most 1,048,575. */
  facts: Uint8Array
  stamp: string
  hash: Uint8Array
}>

export const entryKinds = [
  'opened',
  'step',
  'contribution',
  'withdrawal',
  'demanded',
  'correction',
  'annotation',
  'due-moved',
  'campaign',
  'access',
  'export',
  'role-granted',
  'role-ended',
  'deputy-named',
  'centre-entered',
  'centre-changed',
  'release',
  'organisation-created',
  'clock-set',
  'draw-announced',
  'drawn',
  'log-key-named',
  'factor-changed',
  'factor-demand',
  'account-unlocked',
  'drill',
  'assurance',
  'assurance-acknowledged',
  'hold',
  'disposal',
  'erasure',
  'restriction',
] as const
export type EntryKind = (typeof entryKinds)[number]

/** `sha256:` and 64 hex digits: every hash in text form says its algorithm. */
export type HashText = `sha256:${string}`

/** What the facts of an entry say of one sealed part. Its values stand in the payload whose hash is `data`. */
export type RecordFacts = Readonly<{ number: string; form: string; part: string; serial: number; data: HashText }>

/**
 * The stamp is one line of text, made inside the writing statement:
 *   `guiju-stamp/1 <sequence> <recorded at, UTC ms, Z> <real|simulated>[ <counter>=<number>…]\n`
 * e.g. `guiju-stamp/1 7 2026-03-02T01:20:00.123Z real order_no=ZG-2026-0004\n`. Counters are sorted by name.
 */
export type Stamp = Readonly<{
  sequence: number
  recordedAt: string
  clock: 'real' | 'simulated'
  numbers: Readonly<Record<string, string>>
}>

/** Canonical bytes of one part's data (RFC 8785 over `PartData`), kept apart from the entry so that it can be disposed of. */
export type Payload = Readonly<{ hash: HashText; bytes: Uint8Array; openings: readonly Opening[] }>

/** The secret half of a sensitive value: the data holds only `commitment` = SHA-256(salt ‖ canonical JSON of value). */
export type Opening = Readonly<{ path: string; salt: Uint8Array; value: unknown }>
