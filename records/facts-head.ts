import type { Signature, Signer } from '#engine'
import { isHashText } from './hash.ts'
import { count, literal, matching, object, orNull, recordOf, type Shape, text } from './shape.ts'
import { isInstant } from './stamp.ts'

/** What the facts of every entry begin with. */
export type FactsHead<Kind extends string> = Readonly<{
  format: 'guiju-facts/1'
  kind: Kind
  organisation: string
  stream: string
  /** The place of the entry in its stream, from 1. */
  sequence: number
  /** The moment of the decision, taken from the record clock; never after the stamp. */
  at: string
  /** Document the case runs under, and the content hash of its baseline; null in the organisation's stream. */
  document: string | null
  baseline: string | null
  session: string | null
  /** Revision of the working-day calendar the decision rested on. */
  calendar: string | null
  /** Gap-free counters the writing statement takes: name in the stamp → pattern. */
  counters: Readonly<Record<string, string>>
  /** Sequence of the entry that closed the case (this one's, where it closes it); null while the case runs. */
  closed: number | null
}>

/** What is said of an entry before it is sealed: all but its head, the kind apart. */
export type Said<Facts> = Facts extends FactsHead<string> ? Omit<Facts, Exclude<keyof FactsHead<string>, 'kind'>> : never

type Series = NonNullable<Signature['series']>

export const instant: Shape<string> = matching(isInstant)
export const hash = matching(isHashText)

export const signer: Shape<Signer> = object<Signer>({
  kind: literal('person', 'system'),
  person: text,
  name: text,
  role: text,
  standsFor: orNull(object<Readonly<{ person: string; name: string }>>({ person: text, name: text })),
  signature: orNull(object<Signature>({ method: text, meaning: text, series: object<Series>({ id: text, place: count }) }, ['series'])),
  at: instant,
})

/** The members of the head, for the shape of each kind. */
export function headShape<Kind extends string>(kind: Kind): { readonly [K in keyof FactsHead<Kind>]: Shape<FactsHead<Kind>[K]> } {
  return {
    format: literal('guiju-facts/1'),
    kind: literal(kind),
    organisation: text,
    stream: text,
    sequence: count,
    at: instant,
    document: orNull(text),
    baseline: orNull(text),
    session: orNull(text),
    calendar: orNull(text),
    counters: recordOf(text),
    closed: orNull(count),
  }
}
