import type { CaseEvent, Given, SealedPart, SharedPart, Signer, Values } from '#engine'
import { type CaseFacts, isCaseFacts, type SealedFacts } from './case-facts.ts'
import type { Entry, HashText, Payload } from './entry.ts'
import { type FactsProblem, readFacts } from './facts.ts'
import { openPayload } from './open-payload.ts'
import { isObject } from './shape.ts'
import { parseStamp } from './stamp.ts'

/** Finds a payload by the hash the facts name; undefined where it was disposed of, or lost. */
export type PayloadOf = (hash: HashText) => Payload | undefined

export type EventRead = Readonly<
  /** `absent`: payloads that were not there, their values are left empty. `closed`: paths of values that stay commitments. */
  | { outcome: 'event'; event: CaseEvent; absent: readonly HashText[]; closed: readonly string[] }
  /** The entry changes nothing of the case (annotation, hold, disposal, erasure) or is not a case's. */
  | { outcome: 'no-event'; kind: string }
  | { outcome: 'unreadable'; problem: FactsProblem | Readonly<{ code: 'stamp' | 'payload'; path: string }> }
>

/** Reads an entry back into the event it was made of, so that `evolve` can replay the case. */
export function eventOfEntry(entry: Pick<Entry, 'facts' | 'stamp'>, payloadOf: PayloadOf): EventRead {
  const read = readFacts(entry.facts)
  if (read.outcome === 'unreadable') return read
  const stamp = parseStamp(entry.stamp)
  if (stamp === null) return { outcome: 'unreadable', problem: { code: 'stamp', path: '' } }
  if (!isCaseFacts(read.facts)) return { outcome: 'no-event', kind: read.facts.kind }
  const values = new PayloadReader(payloadOf)
  const event = eventOf(read.facts, stamp.numbers, values)
  if (values.damaged !== null) return { outcome: 'unreadable', problem: { code: 'payload', path: values.damaged } }
  return event === null
    ? { outcome: 'no-event', kind: read.facts.kind }
    : { outcome: 'event', event, absent: values.absent, closed: values.closed }
}

function eventOf(facts: CaseFacts, numbers: Readonly<Record<string, string>>, payloads: PayloadReader): CaseEvent | null {
  const { sequence, at } = facts
  switch (facts.kind) {
    case 'opened': {
      const { kind, stream, by, subject, startedBy, initial } = facts
      return {
        kind,
        sequence,
        at,
        id: stream,
        document: facts.document ?? '',
        baseline: facts.baseline ?? '',
        subject,
        by,
        startedBy,
        given: payloads.given(facts.given),
        numbers,
        initial,
      }
    }
    case 'step': {
      const { kind, step, from, to, signers, started, sent, late, dueAt, limits, usedContributions } = facts
      const parts = facts.records.map((record) => partOf(record, facts, signers, payloads))
      return {
        kind,
        sequence,
        at,
        step,
        from,
        to,
        signers,
        parts,
        started,
        sent,
        late,
        dueAt,
        closes: facts.closed === sequence,
        numbers,
        limits,
        usedContributions,
      }
    }
    case 'contribution': {
      const { kind, step, signer } = facts
      const common = { kind, sequence, at, step, signer }
      return facts.contribution === 'first'
        ? { ...common, contribution: facts.contribution, parts: payloads.shared(facts.share) }
        : { ...common, contribution: facts.contribution, parts: facts.records.map((record) => partOf(record, facts, [signer], payloads)) }
    }
    case 'withdrawal':
      return {
        kind: facts.kind,
        sequence,
        at,
        step: facts.step,
        contribution: facts.contribution,
        signer: facts.signer,
        reason: facts.reason,
      }
    case 'demanded':
      return {
        kind: facts.kind,
        sequence,
        at,
        demand: { step: facts.step, from: facts.from, gives: payloads.values(facts.gives).values, due: facts.due },
      }
    case 'correction': {
      const { kind, serial, field, reason, signers } = facts
      const { old, new: corrected } = payloads.values(facts.data).values
      return { kind, sequence, at, serial, field, old: old ?? null, new: corrected ?? '', reason, signers }
    }
    case 'due-moved':
      return { kind: facts.kind, sequence, at, step: facts.step, old: facts.old, new: facts.new, calendarRevision: facts.calendar ?? '' }
    case 'annotation':
    case 'hold':
    case 'disposal':
    case 'erasure':
      return null
    default:
      return facts satisfies never
  }
}

type Sealing = Readonly<{ step: string; sequence: number; at: string }>

function partOf(record: SealedFacts, { step, sequence, at }: Sealing, signers: readonly Signer[], payloads: PayloadReader): SealedPart {
  const { form, part, serial, data } = record
  const sealing = record.sealed ?? { step, sequence, at, signers }
  return {
    form,
    part,
    serial,
    step: sealing.step,
    sequence: sealing.sequence,
    at: sealing.at,
    signers: sealing.signers,
    ...payloads.values(data),
  }
}

type Filled = Readonly<{ values: Values; origins: SealedPart['origins'] }>

/** Opens the payloads of one entry and remembers what was missing. */
class PayloadReader {
  readonly absent: HashText[] = []
  readonly closed: string[] = []
  damaged: string | null = null
  readonly #payloadOf: PayloadOf
  constructor(payloadOf: PayloadOf) {
    this.#payloadOf = payloadOf
  }

  values(hash: HashText | null): Filled {
    const data = hash === null ? null : this.#open(hash)
    // The payload's hash stands in sealed facts: its values are what `sealPart` wrote. Unopened commitments pass through opaque.
    const values = isObject(data?.values) ? data.values : {}
    const origins = isObject(data?.origins) ? data.origins : {}
    return { values: values as Values, origins: origins as SealedPart['origins'] }
  }

  /** What a first signature stands under; nothing where it was disposed of. */
  shared(hash: HashText): readonly SharedPart[] {
    const parts = this.#open(hash)?.parts
    return (Array.isArray(parts) ? (parts as readonly SharedPart[]) : []).map(({ form, part, values, origins }) => ({
      form,
      part,
      values,
      origins,
    }))
  }

  #open(hash: HashText): Readonly<Record<string, unknown>> | null {
    const payload = this.#payloadOf(hash)
    if (payload === undefined) {
      this.absent.push(hash)
      return null
    }
    const opened = openPayload(payload)
    if (opened === null) {
      this.damaged = hash
      return null
    }
    this.closed.push(...opened.closed.map((path) => `${hash}${path}`))
    return opened.data
  }

  given(hash: HashText | null): Readonly<Record<string, Given>> {
    const { values, origins } = this.values(hash)
    return Object.fromEntries(
      Object.entries(values).flatMap(([field, value]) => {
        const origin = origins[field]
        return origin === undefined ? [] : [[field, { value, origin }]]
      }),
    )
  }
}
