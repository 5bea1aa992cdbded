import { canonicalBytes, readCanonical } from './canonical.ts'
import { type CaseFacts, caseFactsShapes } from './case-facts.ts'
import { type EntryKind, entryKinds } from './entry.ts'
import { type OrganisationFacts, organisationFactsShapes } from './organisation-facts.ts'
import { isObject, type Shape } from './shape.ts'

/** What an entry says, as canonical JSON. One shape for each kind of entry; `docs/record-format.md` is the norm. */
export type Facts = CaseFacts | OrganisationFacts

/** An entry's facts are at most this long: values stand in payloads, but a step may open a case for each of 1,000 candidates. */
export const LONGEST_FACTS = 1_048_575

/** Thrown where the facts of an entry would be longer than the format allows. */
export class FactsTooLong extends Error {
  readonly length: number
  constructor(length: number) {
    super(`Expected facts of at most ${LONGEST_FACTS} bytes, but they have ${length}`)
    this.name = 'FactsTooLong'
    this.length = length
  }
}

/**
 * The bytes of the facts.
 * @throws FactsTooLong, NotCanonical
 */
export function factsBytes(facts: Facts): Uint8Array {
  const bytes = canonicalBytes(facts)
  if (bytes.length > LONGEST_FACTS) throw new FactsTooLong(bytes.length)
  return bytes
}

export type FactsProblem = Readonly<{ code: 'not-utf8' | 'not-json' | 'not-canonical' | 'too-long' | 'wrong-shape'; path: string }>
export type ReadFacts = Readonly<{ outcome: 'read'; facts: Facts } | { outcome: 'unreadable'; problem: FactsProblem }>

// Facts are never changed once they are made, and are asked for by the chain, the replay and the list of what is owed.
const known = new WeakMap<Uint8Array, ReadFacts>()

/** Reads facts back, and refuses bytes that are not exactly a version 1 of a known kind. */
export function readFacts(bytes: Uint8Array): ReadFacts {
  const read = known.get(bytes) ?? readAnew(bytes)
  known.set(bytes, read)
  return read
}

function readAnew(bytes: Uint8Array): ReadFacts {
  if (bytes.length > LONGEST_FACTS) return unreadable('too-long', '')
  const read = readCanonical(bytes)
  if (read.outcome === 'unreadable') return unreadable(read.reason, '')
  const shape = isObject(read.value) && isEntryKind(read.value.kind) ? shapes[read.value.kind] : null
  if (shape === null) return unreadable('wrong-shape', '/kind')
  const wrong = shape(read.value, '')
  return wrong === null ? { outcome: 'read', facts: read.value as Facts } : unreadable('wrong-shape', wrong)
}

const shapes: Readonly<Record<EntryKind, Shape<unknown>>> = { ...caseFactsShapes, ...organisationFactsShapes }

export function isEntryKind(value: unknown): value is EntryKind {
  return entryKinds.some((kind) => kind === value)
}

function unreadable(code: FactsProblem['code'], path: string): ReadFacts {
  return { outcome: 'unreadable', problem: { code, path } }
}
