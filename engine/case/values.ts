/** ISO 8601 instant in UTC with milliseconds, e.g. 2026-03-02T01:20:00.000Z. */
export type Instant = string
/** ISO 8601 date in organisation time, e.g. 2026-03-02. */
export type DateText = string

/** A person as a record prints it: the id is the identity, the name is what stood on the sheet that day. */
export type PersonValue = Readonly<{ person: string; name: string }>
/** A file bound by the hash of its bytes. `sha256` is 64 lower-case hex digits, `size` in bytes. */
export type AttachmentValue = Readonly<{ attachment: string; name: string; type: string; size: number; sha256: string }>

export type ScalarValue = string | number | boolean | PersonValue | AttachmentValue
export type RowValue = Readonly<Record<string, ScalarValue | readonly ScalarValue[]>>
/**
 * A field's value as it stands in canonical JSON. `integer` is a safe JSON integer; `number` and `money` are decimal
 * strings with exactly the declared scale ("93.50"); dates and instants are strings. An unset field is absent, never null.
 */
export type FieldValue = ScalarValue | readonly (ScalarValue | RowValue)[]
export type Values = Readonly<Record<string, FieldValue>>

/** Where a filled-in value came from, shown beside it and linked. */
export type Origin = Readonly<
  | { kind: 'computed'; rule: string }
  | {
      kind: 'filled'
      rule: string
      cases: readonly { id: string; number: string; relation: string }[]
      /** Registers it was read from, by name and title; absent where it was read from none. */
      registers?: readonly { register: string; zh: string; en: string }[]
    }
  | { kind: 'given'; case: string; number: string; document: string; step: string }
  | { kind: 'subject'; key: string }
  | { kind: 'visits' | 'today' | 'now' | 'actor' | 'case_number' }
  | { kind: 'counter'; pattern: string }
>
