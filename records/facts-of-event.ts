import type { CaseEvent, SealedPart, Signer } from '#engine'
import { canonicalBytes } from './canonical.ts'
import type { CaseFacts, SealedFacts } from './case-facts.ts'
import type { HashText } from './entry.ts'
import { sameBytes } from './hash.ts'
import { recordNumber } from './record-number.ts'
import type { SignatureEvidence } from './signature-evidence.ts'

/** What the facts of a case's entry say beside the event. */
export type FactsSetting = Readonly<{
  organisation: string
  stream: string
  document: string
  baseline: string
  session: string | null
  /** Revision of the working-day calendar the decision rested on. */
  calendar: string | null
  /** Counters the writing statement takes for this entry: name in the stamp → pattern. */
  counters: Readonly<Record<string, string>>
  /** Sequence of the entry that closed the case before this one; null while it runs. */
  closed: number | null
  /** Null only for `opened`, whose number is made by the writing statement. */
  caseNumber: string | null
  /** For a correction: number of the record corrected. */
  corrects: string | null
  /** What authenticators signed for this entry. It is no part of the event: no decision rests on it. */
  evidence?: readonly SignatureEvidence[]
}>

/** Hashes of the payloads the event's values went into: parts by serial, other values in one. */
export type PayloadHashes = Readonly<{ parts: ReadonlyMap<number, HashText>; values: HashText | null }>

/** The facts that say exactly what the event says: with the payloads they give the event back (`eventOfEntry`). */
export function factsOfEvent(event: CaseEvent, setting: FactsSetting, hashes: PayloadHashes): CaseFacts {
  const head = headOf(event, setting)
  const evidenced = setting.evidence === undefined ? {} : { evidence: setting.evidence }
  switch (event.kind) {
    case 'opened':
      return {
        ...head,
        kind: event.kind,
        by: event.by,
        subject: event.subject,
        startedBy: event.startedBy,
        given: hashes.values,
        initial: event.initial,
      }
    case 'step': {
      const { kind, step, from, to, signers, started, sent, late, dueAt, limits, usedContributions } = event
      const records = event.parts.map((part) => recordFacts(part, event, signers, setting, hashes))
      return {
        ...head,
        ...evidenced,
        kind,
        closed: event.closes ? event.sequence : head.closed,
        step,
        from,
        to,
        signers,
        records,
        started,
        sent,
        late,
        dueAt,
        limits,
        usedContributions,
      }
    }
    case 'contribution': {
      const { kind, step, contribution, signer } = event
      if (contribution === 'first')
        return { ...head, ...evidenced, kind, step, contribution, signer, records: [], share: needed(hashes.values) }
      const records = event.parts.map((part) => recordFacts(part, event, [signer], setting, hashes))
      return { ...head, ...evidenced, kind, step, contribution, signer, records, share: null }
    }
    case 'withdrawal':
      return { ...head, kind: event.kind, step: event.step, contribution: event.contribution, signer: event.signer, reason: event.reason }
    case 'demanded':
      return { ...head, kind: event.kind, step: event.demand.step, from: event.demand.from, gives: hashes.values, due: event.demand.due }
    case 'correction': {
      const { kind, serial, field, reason, signers } = event
      return { ...head, ...evidenced, kind, number: needed(setting.corrects), serial, field, data: needed(hashes.values), reason, signers }
    }
    case 'due-moved':
      return { ...head, kind: event.kind, calendar: event.calendarRevision, step: event.step, old: event.old, new: event.new }
    default:
      return event satisfies never
  }
}

function headOf({ sequence, at }: CaseEvent, setting: FactsSetting) {
  const { organisation, stream, document, baseline, session, calendar, counters, closed } = setting
  return { format: 'guiju-facts/1', organisation, stream, sequence, at, document, baseline, session, calendar, counters, closed } as const
}

type Sealing = Readonly<{ step: string; sequence: number; at: string }>

function recordFacts(
  part: SealedPart,
  event: Sealing,
  signers: readonly Signer[],
  setting: FactsSetting,
  hashes: PayloadHashes,
): SealedFacts {
  const { form, serial, step, sequence, at } = part
  const asEntry = step === event.step && sequence === event.sequence && at === event.at && sameValue(part.signers, signers)
  return {
    number: recordNumber({ form, caseNumber: needed(setting.caseNumber), serial }),
    form,
    part: part.part,
    serial,
    data: needed(hashes.parts.get(serial) ?? null),
    sealed: asEntry ? null : { step, sequence, at, signers: part.signers },
  }
}

export function sameValue(one: unknown, other: unknown): boolean {
  return sameBytes(canonicalBytes(one), canonicalBytes(other))
}

function needed<T>(value: T | null): T {
  if (value === null) throw new Error('Expected the setting to carry what the facts of this event need, but it is missing')
  return value
}
