import { type CaseEvent, type CaseState, gapsIn } from '#engine'
import { attachmentsOf } from '../attachments-of.ts'
import { type CaseFacts, isCaseFacts } from '../case-facts.ts'
import type { Entry, HashText, Payload } from '../entry.ts'
import { eventOfEntry } from '../event-of-entry.ts'
import { readFacts } from '../facts.ts'
import { openPayload } from '../open-payload.ts'
import type { PayloadRef } from '../part-data.ts'
import { recordNumber } from '../record-number.ts'
import { disposalsIn } from '../retention/data-of.ts'
import type { ReplayCase } from './baseline-reader.ts'
import type { CaseCompleteness } from './completeness.ts'
import { erasedIn } from './gone.ts'
import { type LinkedCase, linksOf } from './linked-cases.ts'

/** One case as the package shows it: openings only where the package has them. */
export type PackedCaseView = Readonly<{
  number: string
  entries: readonly Entry[]
  payloads: ReadonlyMap<HashText, Payload>
  /** SHA-256 of the attachments that are there. */
  attachments: ReadonlySet<string>
}>

export type CaseDigest = Readonly<{
  completeness: CaseCompleteness
  /** Cases this one says it opened, was opened by, or asked for a step. */
  links: readonly LinkedCase[]
  /** The case the entries lead to; null where they could not be replayed. */
  state: CaseState | null
  /** Why the entries could not be replayed; null where they could. */
  notReplayed: string | null
}>

/** Everything that follows from a case's entries and data: the same function when a package is made and when it is verified. */
export function digestCase(view: PackedCaseView, replay: ReplayCase | null): CaseDigest {
  const facts = factsOf(view.entries)
  const sealed = facts.flatMap((each) => (each.kind === 'step' || each.kind === 'contribution' ? each.records : []))

  const document = facts[0]?.document ?? ''
  const events = eventsOf(view)
  const played =
    events === null || replay === null
      ? ({ outcome: 'not-replayable', reason: replay === null ? 'no-baseline' : 'entry-unreadable' } as const)
      : replay(document, events, view.entries.length)
  const replayed = played.outcome === 'replayed' ? played.replayed : null
  const named = facts.flatMap(payloadsNamedIn)
  const notThere = named.filter(({ hash }) => !view.payloads.has(hash)).map(({ hash, number }) => ({ data: hash, record: number }))
  const orders = disposalsIn(facts)
  const owes = replayed?.owes ?? null
  const parts = owes?.parts ?? []
  // In the order RFC 8785 puts them: the list is then written as it stands.
  const completeness: CaseCompleteness = {
    absent: notThere.filter(({ data }) => !orders.has(data)),
    attachmentsMissing: missingAttachments(view, named),
    case: view.number,
    closed: facts.some((each) => each.closed !== null),
    contributions: (replayed?.state.waiting ?? []).map(({ step, sequence }) => ({ sequence, step })),
    contributionsMissing: owes?.contributionsMissing ?? [],
    disposed: notThere.flatMap((each) => {
      const order = orders.get(each.data)
      return order === undefined ? [] : [{ ...each, ...order }]
    }),
    document,
    entries: view.entries.length,
    erased: erasedIn(facts, named),
    extra: parts.flatMap(({ found, form, serial }) =>
      found === 'extra' && serial !== null ? [recordNumber({ form, caseNumber: view.number, serial })] : [],
    ),
    missing: parts.filter(({ found }) => found === 'missing'),
    outstanding: { demands: owes?.demandsOutstanding ?? [], timers: owes?.timersOutstanding ?? [], waits: owes?.waitsOutstanding ?? [] },
    owed: parts.filter(({ found }) => found !== 'extra').length,
    records: new Set(sealed.map(({ serial }) => serial)).size,
    serialGaps: gapsIn([0, ...sealed.map(({ serial }) => serial)]),
    serialsDoubled: owes?.serials.doubled ?? [],
    signaturesMissing: owes?.signaturesMissing ?? [],
    state: replayed?.state.state ?? null,
  }
  return {
    completeness,
    links: facts.flatMap((each) => linksOf(each, view.number)),
    state: replayed?.state ?? null,
    notReplayed: played.outcome === 'replayed' ? null : played.reason,
  }
}

/** Data whose hash stands in the facts of an entry, and what it is there for. */
export function payloadsNamedIn(facts: CaseFacts): readonly PayloadRef[] {
  switch (facts.kind) {
    case 'contribution':
      if (facts.contribution === 'first') return [{ role: 'share', hash: facts.share, number: null }]
      return facts.records.map(({ data, number }) => ({ role: 'record', hash: data, number }))
    case 'step':
      return facts.records.map(({ data, number }) => ({ role: 'record', hash: data, number }))
    case 'opened':
      return facts.given === null ? [] : [{ role: 'given', hash: facts.given, number: null }]
    case 'demanded':
      return facts.gives === null ? [] : [{ role: 'gives', hash: facts.gives, number: null }]
    case 'correction':
      return [{ role: 'correction', hash: facts.data, number: facts.number }]
    case 'annotation':
      return [{ role: 'annotation', hash: facts.data, number: facts.number }]
    default:
      return []
  }
}

export function factsOf(entries: readonly Entry[]): readonly CaseFacts[] {
  return entries.flatMap(({ facts }) => {
    const read = readFacts(facts)
    return read.outcome === 'read' && isCaseFacts(read.facts) ? [read.facts] : []
  })
}

function eventsOf(view: PackedCaseView): readonly CaseEvent[] | null {
  const events: CaseEvent[] = []
  for (const entry of view.entries) {
    const read = eventOfEntry(entry, (hash) => view.payloads.get(hash))
    if (read.outcome === 'unreadable') return null
    if (read.outcome === 'event') events.push(read.event)
  }
  return events
}

function missingAttachments(view: PackedCaseView, named: readonly PayloadRef[]): CaseCompleteness['attachmentsMissing'] {
  const missing = new Map<string, Readonly<{ record: string; sha256: string }>>()
  for (const { hash, number } of named)
    for (const { sha256 } of attachmentsIn(view.payloads.get(hash)))
      if (!view.attachments.has(sha256)) missing.set(`${hash} ${sha256}`, { record: number ?? hash, sha256 })
  return [...missing.values()]
}

/** Attachments a payload names, as far as its openings show them. */
export function attachmentsIn(payload: Payload | undefined): ReturnType<typeof attachmentsOf> {
  if (payload === undefined) return []
  const opened = openPayload(payload)
  return opened === null ? [] : attachmentsOf([opened.data.values, opened.data.parts])
}
