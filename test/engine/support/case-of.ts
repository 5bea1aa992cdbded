import { expect } from 'vitest'
import {
  type Accepted,
  type Actor,
  automaticNow,
  type CaseEvent,
  type CaseState,
  type CompiledProcedure,
  type Decision,
  decide,
  eventOf,
  evolve,
  openCase,
  type Rejection,
  type SubjectValues,
  type Submission,
  systemSubmission,
  type Values,
  type World,
} from '../../../engine/index.ts'
import { calendar, fixture } from './library.ts'

export type Person = Extract<Actor, { kind: 'person' }>

/** Someone with roles; `reviewer for wang` is a role held as the deputy of Wang. */
export function person(id: string, ...roles: string[]): Person {
  return {
    kind: 'person',
    person: id,
    name: id.toUpperCase(),
    roles: roles.map((text) => {
      const [role = '', standsFor] = text.split(' for ')
      return { role, standsFor: standsFor === undefined ? null : { person: standsFor, name: standsFor.toUpperCase() } }
    }),
  }
}

/** `2026-03-02` is nine o'clock that day in the organisation's zone, `2026-03-02 15:30` that minute. */
export function instant(text: string): string {
  const [day, time = '09:00'] = text.split(' ')
  return new Date(`${day}T${time}:00+08:00`).toISOString()
}

/** What someone does. Field values are put into whichever part of the step has the field. */
export type Act = Readonly<
  | {
      step: string
      by: Person
      at?: string
      data?: Readonly<Record<string, unknown>>
      parts?: Submission extends { parts: infer P } ? P : never
      as?: string
      unsigned?: true
      version?: number
    }
  | { countersign: string; by: Person; at?: string; contribution?: number; unsigned?: true }
  | { withdraw: string; by: Person; at?: string; contribution?: number; reason?: string }
  | { automatic: string; at: string; dueAt?: string | null }
  | { demanded: string; at?: string; gives?: Values; due?: string | null }
>

export type Related = Readonly<Record<string, readonly CaseState[]>>
type Background = Readonly<{
  subject?: SubjectValues
  at?: string
  gives?: Values
  related?: Related
  startedBy?: Extract<CaseEvent, { kind: 'opened' }>['startedBy']
}>

/** A case of a fixture document, told in acts that must succeed (`given`) and one that is looked at (`when`). */
export function caseOf(document: string, background: Background = {}): Scenario {
  return new Scenario(fixture(document), background)
}

const defaultSubject: Readonly<Record<string, string | number>> = { site: 'S-01', year: 2026, batch: 'B-01', item: 'A' }

export class Scenario {
  readonly procedure: CompiledProcedure
  readonly events: CaseEvent[] = []
  #state: CaseState
  #related: Related
  #at: string
  #decision: Decision | null = null

  constructor(procedure: CompiledProcedure, { subject, at = '2026-03-02', gives = {}, related = {}, startedBy = null }: Background) {
    this.procedure = procedure
    this.#related = related
    this.#at = instant(at)
    const own =
      subject ??
      Object.fromEntries(
        [...procedure.subject].filter(([, key]) => key.optional !== true).map(([key]) => [key, defaultSubject[key] ?? 'x']),
      )
    const signer = {
      kind: 'person',
      person: 'opener',
      name: 'OPENER',
      role: 'head',
      standsFor: null,
      signature: null,
      at: this.#at,
    } as const
    const opening = openCase(procedure, {
      id: `case-${procedure.code}`,
      baseline: 'baseline',
      subject: own,
      by: signer,
      startedBy,
      gives,
      at: this.#at,
      numbers: { case_number: `${procedure.code}-2026-00001` },
    })
    if (opening.outcome !== 'opened') throw new Error(JSON.stringify(opening))
    this.events.push(opening.event)
    this.#state = evolve(null, opening.event)
  }

  get state(): CaseState {
    return this.#state
  }

  world(at?: string): World {
    return { at: at === undefined ? this.#at : instant(at), calendar, related: new Map(Object.entries(this.#related)) }
  }

  related(related: Related): this {
    this.#related = related
    return this
  }

  given(...acts: readonly Act[]): this {
    for (const act of acts) {
      const decision = this.#attempt(act)
      this.#decision = decision
      if (decision !== null && decision.outcome === 'rejected')
        throw new Error(`given ${JSON.stringify(act)}: ${JSON.stringify(decision.rejection)}`)
    }
    return this
  }

  when(act: Act): this {
    this.#decision = this.#attempt(act)
    return this
  }

  thenRejected(rejection: Partial<Rejection> & Readonly<{ code: Rejection['code'] }>): this {
    expect(this.#decision).toMatchObject({ outcome: 'rejected', rejection })
    return this
  }

  /** Accepted as the whole step, leading to the state named. */
  thenState(state: string): this {
    expect(this.#decision).toMatchObject({ outcome: 'accepted', kind: 'step', to: state })
    expect(this.#state.state).toBe(state)
    return this
  }

  /** Accepted as one contribution of several. */
  thenWaits(contribution: 'first' | 'each'): this {
    expect(this.#decision).toMatchObject({ outcome: 'accepted', kind: 'contribution', contribution })
    return this
  }

  /** What the last act was answered. */
  get accepted(): Accepted {
    if (this.#decision?.outcome !== 'accepted') throw new Error(JSON.stringify(this.#decision))
    return this.#decision
  }

  /** Values of the last record asked for. */
  get values(): Values {
    const { accepted } = this
    if (accepted.kind === 'withdrawal') return {}
    const parts: readonly Readonly<{ values: Values }>[] = 'records' in accepted ? accepted.records : accepted.parts
    return Object.assign({}, ...parts.map(({ values }) => values))
  }

  problems(): readonly string[] {
    if (this.#decision?.outcome !== 'rejected' || this.#decision.rejection.code !== 'part-invalid')
      throw new Error(JSON.stringify(this.#decision))
    return this.#decision.rejection.problems.map(({ path, code }) => `${path} ${code}`)
  }

  #attempt(act: Act): Decision | null {
    this.#at = act.at === undefined ? new Date(Date.parse(this.#at) + 60_000).toISOString() : instant(act.at)
    if ('demanded' in act) return this.#demand(act)
    const decision = decide(this.procedure, this.#state, this.#submission(act), this.world())
    if (decision.outcome === 'accepted') this.#apply(decision)
    return decision
  }

  #demand(act: Extract<Act, { demanded: string }>): null {
    const from = { case: 'sender', number: 'QP-92-2026-00001', document: 'QP-92', step: 'hurry' }
    const due = act.due === undefined || act.due === null ? null : instant(act.due)
    this.#fold({
      kind: 'demanded',
      sequence: this.#state.version + 1,
      at: this.#at,
      demand: { step: act.demanded, from, gives: act.gives ?? {}, due },
    })
    return null
  }

  #submission(act: Exclude<Act, { demanded: string }>): Submission {
    const expectedVersion = this.#state.version
    const signature = 'unsigned' in act ? null : { method: 'password' }
    const waiting = this.#state.waiting.at(-1)?.sequence ?? 0
    if ('countersign' in act)
      return {
        kind: 'countersign',
        step: act.countersign,
        expectedVersion,
        by: act.by,
        contribution: act.contribution ?? waiting,
        signature,
      }
    if ('withdraw' in act)
      return {
        kind: 'withdraw',
        step: act.withdraw,
        expectedVersion,
        by: act.by,
        contribution: act.contribution ?? waiting,
        reason: act.reason ?? '写错了',
      }
    if ('automatic' in act) return this.#automatic(act)
    const parts = act.parts ?? this.#partsFor(act.step, act.data ?? {})
    return {
      kind: 'step',
      step: act.step,
      expectedVersion: act.version ?? expectedVersion,
      by: act.by,
      parts,
      signature,
      ...(act.as !== undefined && { as: act.as }),
    }
  }

  #automatic(act: Extract<Act, { automatic: string }>): Submission {
    const now = automaticNow(this.procedure, this.#state, this.world())
    const dueAt = act.dueAt === undefined ? (now?.dueAt ?? null) : act.dueAt === null ? null : instant(act.dueAt)
    return systemSubmission(this.#state, { step: act.automatic, dueAt })
  }

  #partsFor(step: string, data: Readonly<Record<string, unknown>>): Record<string, Record<string, Record<string, unknown>>> {
    const parts: Record<string, Record<string, Record<string, unknown>>> = {}
    const records = this.procedure.steps.get(step)?.records ?? []
    for (const { form, part } of records) {
      const fields = this.procedure.forms.get(form)?.parts.get(part)?.fields
      const known = Object.entries(data).filter(([key]) => fields?.has(key) === true || records.length === 1)
      parts[form] = { ...parts[form], [part]: Object.fromEntries(known) }
    }
    return parts
  }

  #apply(decision: Accepted): void {
    const sequence = this.#state.version + 1
    const started = decision.kind === 'step' ? decision.starts.map((_, index) => `started-${sequence}-${index}`) : []
    const counted = decision.kind === 'step' ? decision.records.flatMap((record) => Object.keys(record.counters)) : []
    const numbers = Object.fromEntries(counted.map((field) => [field, `N-${sequence}`]))
    this.#fold(eventOf(decision, { sequence, at: this.#at, started, numbers }))
  }

  #fold(event: CaseEvent): void {
    this.events.push(event)
    this.#state = evolve(this.#state, event)
  }
}
