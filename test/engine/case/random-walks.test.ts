import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  automaticNow,
  type CaseEvent,
  type CaseState,
  type CompiledProcedure,
  type Decision,
  decide,
  dueMoments,
  eventOf,
  evolve,
  openCase,
  openSteps,
  owes,
  type Submission,
  sealedIn,
  systemSubmission,
  taskList,
  type World,
} from '../../../engine/index.ts'
import { person } from '../support/case-of.ts'
import { calendar, fixtures } from '../support/library.ts'
import { deepFreeze, dice, randomParts } from '../support/random-data.ts'

const roles = ['clerk', 'reviewer', 'head', 'director', 'officer', 'expert']
/** Everybody holds every role, two only as deputies of another: separation is what keeps them apart. */
const everyone = [
  person('p0', ...roles),
  person('p1', ...roles),
  person('p2', ...roles.map((role) => `${role} for p0`)),
  person('p3', 'clerk', 'head'),
  person('p4', ...roles),
]

type Walk = Readonly<{ procedure: CompiledProcedure; events: readonly CaseEvent[]; state: CaseState; decisions: readonly Decision[] }>

function start(procedure: CompiledProcedure): CaseState {
  const by = {
    kind: 'person',
    person: 'p9',
    name: 'P9',
    role: 'head',
    standsFor: null,
    signature: null,
    at: '2026-03-02T01:00:00.000Z',
  } as const
  const values: Readonly<Record<string, string | number>> = { site: 'S', year: 2026, item: 'A', batch: 'B' }
  const subject = Object.fromEntries(
    [...procedure.subject].filter(([, key]) => key.optional !== true).map(([key]) => [key, values[key] ?? 'x']),
  )
  const opening = openCase(procedure, {
    id: 'c',
    baseline: 'b',
    subject,
    by,
    startedBy: null,
    gives: {},
    at: by.at,
    numbers: { case_number: 'N' },
  })
  if (opening.outcome !== 'opened') throw new Error('not opened')
  return evolve(null, opening.event)
}

/** Something somebody might try in this state: often a step that is open, by anyone. */
function attempt(procedure: CompiledProcedure, state: CaseState, seed: number, world: World): Submission {
  const random = dice(seed)
  const automatic = automaticNow(procedure, state, world)
  if (automatic !== null) return systemSubmission(state, automatic)
  const by = random.oneOf(everyone)
  const signature = random.upTo(20) > 0 ? { method: 'password' } : null
  const waiting = state.waiting.at(-1)
  if (waiting !== undefined && random.upTo(3) === 0) {
    const common = { step: waiting.step, expectedVersion: state.version, by, contribution: waiting.sequence } as const
    return random.upTo(3) === 0 ? { kind: 'withdraw', ...common, reason: '改' } : { kind: 'countersign', ...common, signature }
  }
  const leaving = [...(procedure.states.get(state.state)?.leaving.values() ?? [])]
  const step = random.upTo(8) === 0 || leaving.length === 0 ? random.oneOf([...procedure.steps.values()]) : random.oneOf(leaving)
  return {
    kind: 'step',
    step: step.code,
    expectedVersion: state.version - (random.upTo(30) === 0 ? 1 : 0),
    by,
    parts: randomParts(step, procedure.forms, random),
    signature,
  }
}

function walk(
  procedure: CompiledProcedure,
  seeds: readonly number[],
  each?: (state: CaseState, submission: Submission, decision: Decision, world: World) => void,
): Walk {
  let state = deepFreeze(start(procedure))
  const events: CaseEvent[] = []
  const decisions: Decision[] = []
  let minutes = 0
  for (const seed of seeds) {
    minutes += dice(seed + 1).upTo(2_000)
    const at = new Date(Date.parse('2026-03-02T01:00:00.000Z') + minutes * 60_000).toISOString()
    const world: World = { at, calendar, related: new Map() }
    const submission = deepFreeze(attempt(procedure, state, seed, world))
    const decision = decide(procedure, state, submission, world)
    decisions.push(decision)
    each?.(state, submission, decision, world)
    if (decision.outcome === 'rejected') continue
    const started = decision.kind === 'step' ? decision.starts.map((_, index) => `s${index}`) : []
    const event = deepFreeze(eventOf(decision, { sequence: state.version + 1, at, started, numbers: {} }))
    events.push(event)
    state = deepFreeze(evolve(state, event))
  }
  return { procedure, events, state, decisions }
}

const seeds = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 30 })
const runs = { numRuns: 25 }

describe.each([...fixtures.keys()].sort())('on any walk through %s', (code) => {
  const procedure = fixtures.get(code)
  if (procedure === undefined) throw new Error(code)

  it('a decision is repeatable, and changes nothing it looks at', () => {
    const repeat = (state: CaseState, submission: Submission, decision: Decision, world: World) =>
      expect(decide(procedure, state, submission, world)).toEqual(decision)
    fc.assert(
      fc.property(seeds, (steps) => void walk(procedure, steps, repeat)),
      runs,
    )
  })

  it('replaying the entries gives the same case', () => {
    fc.assert(
      fc.property(seeds, (steps) => {
        const { events, state } = walk(procedure, steps)
        const stored = JSON.parse(JSON.stringify(events)) as CaseEvent[]
        expect(stored.reduce<CaseState | null>(evolve, start(procedure))).toEqual(state)
      }),
      runs,
    )
  })

  it('every accepted step yields all the parts it declares, with serials from 1 without gap', () => {
    fc.assert(
      fc.property(seeds, (steps) => {
        const { events, state } = walk(procedure, steps)
        const sealed = events.flatMap(sealedIn)
        expect(sealed.map((part) => part.serial)).toEqual(sealed.map((_, index) => index + 1))
        expect(state.sealed).toHaveLength(sealed.length)
        expect(
          state.sealed
            .filter((part) => part.counts === false)
            .every((part) => events.some((event) => event.kind === 'contribution' && event.sequence === part.sequence)),
        ).toBe(true)
        for (const event of events)
          if (event.kind === 'step' || event.kind === 'contribution')
            expect(event.parts.map(({ form, part }) => ({ form, part }))).toEqual(procedure.document.steps[event.step]?.records)
        const opening = { kind: 'opened', sequence: 1 } as CaseEvent
        expect(owes(procedure, [opening, ...events])).toMatchObject({ complete: true, state: state.state, closed: state.closed })
      }),
      runs,
    )
  })

  it('nobody acts in a role the step does not name, and nobody twice where two are needed', () => {
    fc.assert(
      fc.property(seeds, (steps) => {
        for (const event of walk(procedure, steps).events) {
          if (event.kind !== 'step') continue
          const step = procedure.steps.get(event.step)
          const [first, ...others] = event.signers
          if (first === undefined || step === undefined) throw new Error('unsigned')
          if (first.kind === 'person') expect(step.humanRoles).toContain(first.role)
          const hands = event.signers.map((signer) => [signer.person, ...(signer.standsFor === null ? [] : [signer.standsFor.person])])
          expect(new Set(hands.flat()).size).toBe(hands.flat().length)
          if (step.actors.kind === 'each') expect(event.signers.length).toBeGreaterThanOrEqual(step.actors.atLeast)
          for (const other of others) expect(step.actors.kind === 'each' ? step.humanRoles : [step.second?.role]).toContain(other.role)
        }
      }),
      runs,
    )
  })

  it('what a person is shown as theirs to take is never refused for who they are', () => {
    const shown = (state: CaseState, submission: Submission, decision: Decision, world: World) => {
      if (submission.kind !== 'step' || submission.by.kind !== 'person' || submission.expectedVersion !== state.version) return
      const open = openSteps(procedure, state, submission.by, world).find((step) => step.step === submission.step)
      const content = ['part-invalid', 'rule-not-met', 'rule-reads-unset-field', 'signature-missing']
      const admitted = decision.outcome === 'accepted' || content.includes(decision.rejection.code)
      // A rule that is false whatever is filled in is told beforehand: then no submission may get through.
      if (open?.whyNot?.code === 'rule-not-met') expect(decision.outcome).toBe('rejected')
      else if (decision.outcome === 'accepted' || decision.rejection.code !== 'document-pending')
        expect(open?.mayTake ?? false).toBe(admitted)
      expect(() => [taskList(procedure, state, world), dueMoments(procedure, state, world)]).not.toThrow()
    }
    fc.assert(
      fc.property(seeds, (steps) => void walk(procedure, steps, shown)),
      runs,
    )
  })
})

describe('the walks', () => {
  it('get somewhere: most steps of the documents are taken, and each kind of refusal is met', () => {
    const taken = new Set<string>()
    const refused = new Set<string>()
    for (const procedure of fixtures.values())
      for (let seed = 0; seed < 60; seed += 1) {
        const { events, decisions } = walk(
          procedure,
          Array.from({ length: 25 }, (_, index) => seed * 1000 + index * 7),
        )
        for (const event of events) if (event.kind === 'step') taken.add(`${procedure.code} ${event.step}`)
        for (const decision of decisions) if (decision.outcome === 'rejected') refused.add(decision.rejection.code)
      }
    const all = [...fixtures.values()].reduce((sum, procedure) => sum + procedure.steps.size, 0)
    expect(taken.size).toBeGreaterThan(all * 0.6)
    expect([...refused]).toEqual(
      expect.arrayContaining([
        'case-moved-on',
        'case-closed',
        'step-not-open',
        'role-missing',
        'same-person',
        'already-contributed',
        'part-invalid',
        'rule-not-met',
        'signature-missing',
        'waits-for',
      ]),
    )
  })
})
