import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CaseState,
  type CompiledProcedure,
  compileLibrary,
  type Decision,
  decide,
  evolve,
  openCase,
  type Signer,
} from '../../../engine/index.ts'
import { calendar, fixtureFolder, fixtures, shippedLibrary, yamlFiles } from '../support/library.ts'
import { dice } from '../support/random-data.ts'
import { type Actor, type Declared, type Hands, readDocument, type Standing, type Verdict, verdicts } from './oracle.ts'

const at = '2026-03-02T01:00:00.000Z'
const people = ['p0', 'p1', 'p2'] as const

/** The engine's answer, in the oracle's words: all that comes after the person is "admitted". */
function verdictOf(decision: Decision): Verdict {
  if (decision.outcome === 'accepted') return 'admitted'
  const { code } = decision.rejection
  switch (code) {
    case 'case-closed':
    case 'step-not-open':
    case 'step-is-automatic':
    case 'role-missing':
    case 'not-expected-here':
    case 'same-person':
    case 'already-contributed':
      return code
    // The oracle is asked before anything is filled in: a condition over such values cannot be decided.
    case 'rule-reads-unset-field':
      return 'undecided'
    default:
      return 'admitted'
  }
}

function opened(procedure: CompiledProcedure): CaseState {
  const by: Signer = { kind: 'person', person: 'p9', name: 'P9', role: 'x', standsFor: null, signature: null, at }
  const subject = Object.fromEntries(
    [...procedure.subject].map(([key, { type }]) => [key, type === 'year' ? 2026 : type === 'date' ? '2026-01-01' : 'x']),
  )
  const opening = openCase(procedure, { id: 'c', baseline: 'b', subject, by, startedBy: null, gives: {}, at })
  if (opening.outcome !== 'opened') throw new Error(JSON.stringify(opening))
  return evolve(null, opening.event)
}

type Told = Readonly<{ state: CaseState; standing: Standing }>

/** The same story told to both: a step taken, or a share of one given, by someone. Values play no part in it. */
function tell(document: Declared, { state, standing }: Told, seed: number): Told {
  const random = dice(seed)
  const leaving = Object.entries(document.steps).filter(([, step]) => step.from.includes(standing.state))
  if (leaving.length === 0) return { state, standing }
  const [step, declared] = random.oneOf(leaving)
  const hands: Hands = { person: random.oneOf(people), for: random.upTo(3) === 0 ? random.oneOf(people) : null }
  const signer: Signer = {
    kind: 'person',
    person: hands.person,
    name: hands.person,
    role: 'x',
    standsFor: hands.for === null ? null : { person: hands.for, name: hands.for },
    signature: null,
    at,
  }
  const sequence = state.version + 1
  const several = typeof declared.by === 'object' && 'each' in declared.by
  const second = 'second_person' in declared
  if ((several || second) && random.upTo(2) === 0) {
    const kept = second && !several ? standing.waiting.filter((share) => share.step !== step) : standing.waiting
    const event = { kind: 'contribution', sequence, at, step, contribution: several ? 'each' : 'first', signer, parts: [] } as const
    return { state: evolve(state, event), standing: { ...standing, waiting: [...kept, { step, hands }] } }
  }
  const to = declared.to
  const closes = document.states[to]?.final === true
  const event = {
    kind: 'step',
    sequence,
    at,
    step,
    from: standing.state,
    to,
    signers: [signer],
    parts: [],
    started: [],
    sent: [],
    late: null,
    dueAt: null,
    closes,
    numbers: {},
    limits: null,
    usedContributions: [],
  } as const
  const waiting = to === standing.state ? standing.waiting.filter((share) => share.step !== step) : []
  return { state: evolve(state, event), standing: { state: to, taken: [...standing.taken, { step, hands: [hands] }], waiting } }
}

function allRoles(document: Declared): readonly string[] {
  return [
    ...new Set(
      Object.values(document.steps).flatMap(({ by }) =>
        typeof by === 'string' ? [by] : 'each' in by ? [by.each] : by.map((one) => (typeof one === 'string' ? one : one.role)),
      ),
    ),
  ]
}

function compare(document: Declared, procedure: CompiledProcedure, { state, standing }: Told, step: string, actor: Actor): void {
  const by = {
    kind: 'person',
    person: actor.person,
    name: actor.person,
    roles: actor.roles.map((held) => ({ role: held.role, standsFor: held.for === null ? null : { person: held.for, name: held.for } })),
  } as const
  const decision = decide(
    procedure,
    state,
    { kind: 'step', step, expectedVersion: state.version, by, parts: {}, signature: null },
    { at, calendar, related: new Map() },
  )
  const allowed = verdicts(document, standing, step, actor)
  const verdict = verdictOf(decision)
  // A rule over values may also stop what comes after the person was let in.
  if (!allowed.has(verdict) && !(verdict === 'undecided' && allowed.has('admitted')))
    throw new Error(
      `${document.code} ${standing.state} ${step} ${JSON.stringify(actor)} after ${JSON.stringify(standing)}: the oracle allows ${[...allowed].join(', ')}, the engine says ${JSON.stringify(decision)}`,
    )
}

const documents = [
  ...yamlFiles(fixtureFolder).map(({ file, text }) => ({ file, text, of: fixtures })),
  ...(() => {
    const library = shippedLibrary()
    const compiled = compileLibrary(library)
    return [...library.documents.values()].map(({ file, text }) => ({ file, text, of: compiled }))
  })(),
].filter(({ file }) => file.startsWith('procedures/') && !file.endsWith('pending.yaml'))

describe.each(documents.map(({ file, text, of }) => [file, readDocument(text), of] as const))('%s', (_file, document, compiled) => {
  const procedure = compiled.get(document.code)
  if (procedure === undefined) throw new Error(document.code)

  it('every state × step × role is answered as the YAML reads', () => {
    const before = opened(procedure)
    for (const state of Object.keys(document.states)) {
      const told: Told = {
        state: { ...before, state, closed: document.states[state]?.final === true },
        standing: { state, taken: [], waiting: [] },
      }
      for (const step of [...Object.keys(document.steps), 'no_such_step'])
        for (const role of allRoles(document))
          for (const standsFor of [null, 'p1'])
            compare(document, procedure, told, step, { person: 'p0', roles: [{ role, for: standsFor }] })
    }
  })

  it('and so it is whoever took and shared what before', () => {
    const roles = allRoles(document)
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 14 }), fc.nat(), (seeds, last) => {
        const told = seeds.reduce<Told>((so, seed) => tell(document, so, seed), {
          state: opened(procedure),
          standing: { state: document.initial, taken: [], waiting: [] },
        })
        expect(told.state.state).toBe(told.standing.state)
        for (const person of people) {
          const random = dice(last)
          const actor: Actor = {
            person,
            roles: roles.flatMap((role) => (random.upTo(3) > 0 ? [{ role, for: random.upTo(2) === 0 ? null : random.oneOf(people) }] : [])),
          }
          for (const step of Object.keys(document.steps)) compare(document, procedure, told, step, actor)
        }
      }),
      { numRuns: 40 },
    )
  })
})
