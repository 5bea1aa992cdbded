import {
  type Accepted,
  automaticNow,
  type CaseState,
  type CompiledProcedure,
  type CompiledRelation,
  caseNumberKey,
  caseNumberOf,
  compileLibrary,
  type Decision,
  decide,
  dueMoments,
  emptyRegisters,
  eventOf,
  evolve,
  latestStarted,
  makeCalendar,
  openCase,
  RegistersInSight,
  type Rejection,
  registerChanges,
  type Signer,
  type SubjectValues,
  type Submission,
  systemSubmission,
  type Values,
  type World,
} from '#engine'
import { enteredParts, type Props } from './enter.ts'
import { library } from './library.ts'
import type { Stage } from './play.ts'
import { people, type RegisterRows } from './story.ts'

const procedures = compileLibrary(library)
const calendar = makeCalendar(
  library.reference.flatMap(({ value }) => value.calendars ?? []),
  'Asia/Shanghai',
)

/** One act as the engine was asked: what it saw, and what it answered. */
export type Attempt = Readonly<{
  procedure: CompiledProcedure
  state: CaseState
  submission: Submission
  world: World
  decision: Decision
}>

/** Linked cases in memory with a clock of their own, moved by hand: what the server does with a ledger, done with Maps. */
export function makeMemoryStage(rows: RegisterRows = {}, watch?: (attempt: Attempt) => void): Stage {
  const cases = new Map<string, CaseState>()
  const serials = new Map<string, number>()
  const registers = new RegistersInSight(emptyRegisters)
  for (const [register, held] of Object.entries(rows))
    for (const [key, values] of Object.entries(held)) registers.change(register, { key, values })
  let now = '2024-01-01T00:00:00.000Z'

  const procedureOf = (state: CaseState): CompiledProcedure => procedureNamed(state.document)
  const stateOf = (id: string): CaseState => {
    const state = cases.get(id)
    if (state === undefined) throw new Error(`Expected a case ${id}, but there is none`)
    return state
  }
  const worldOf = (state: CaseState): World => ({
    at: now,
    calendar,
    related: new RelatedInSight(procedureOf(state), state, cases),
    registers,
  })

  function nextSerial(pattern: string): string {
    const filled = pattern.replace('{year}', now.slice(0, 4))
    const serial = (serials.get(filled) ?? 0) + 1
    serials.set(filled, serial)
    return filled.replace(/\{serial:(\d)\}/, (_, digits: string) => String(serial).padStart(Number(digits), '0'))
  }

  function open(
    document: string,
    subject: SubjectValues,
    by: Signer,
    startedBy: CaseState['startedBy'] = null,
    gives: Values = {},
  ): string | Rejection {
    const procedure = procedureNamed(document)
    const { unique } = procedure.document
    const twin =
      unique && [...cases.values()].find((one) => one.document === document && unique.every((key) => one.subject[key] === subject[key]))
    if (twin !== undefined) return { code: 'case-exists', document, number: caseNumberOf(twin) }
    const id = `case-${cases.size + 1}`
    const numbers = { [caseNumberKey]: nextSerial(`${document}-{year}-{serial:5}`) }
    const opening = openCase(procedure, { id, baseline: 'story', subject, by, startedBy, gives, at: now, numbers })
    if (opening.outcome === 'rejected') return opening.rejection
    cases.set(id, evolve(null, opening.event))
    return id
  }

  function submit(id: string, make: (version: number) => Submission): Decision {
    const state = stateOf(id)
    const [procedure, submission, world] = [procedureOf(state), make(state.version), worldOf(state)]
    const decision = decide(procedure, state, submission, world)
    // Registers change as the case is written: what is asked again of this moment has to be asked before.
    watch?.({ procedure, state, submission, world, decision })
    if (decision.outcome === 'accepted') write(state, decision)
    return decision
  }

  function write(state: CaseState, decision: Accepted): void {
    const sequence = state.version + 1
    if (decision.kind !== 'step') {
      cases.set(state.id, evolve(state, eventOf(decision, { sequence, at: now })))
      return
    }
    const counters = decision.records.flatMap(({ counters }) => Object.entries(counters))
    const numbers = Object.fromEntries(counters.map(([field, pattern]) => [field, nextSerial(pattern)]))
    const started = decision.starts.map((_, index) => `case-${cases.size + 1 + index}`)
    const event = eventOf(decision, { sequence, at: now, started, numbers })
    const after = evolve(state, event)
    for (const { register, key, row } of registerChanges(procedureOf(state), after, event, worldOf(state)))
      registers.change(register, { key, values: row })
    cases.set(state.id, after)
    const from = { case: state.id, number: caseNumberOf(state), document: state.document, step: decision.step }
    const [by] = decision.signers
    if (by === undefined) throw new Error('Expected a signer, but there is none')
    for (const { document, subject, gives } of decision.starts) open(document, subject, by, from, gives)
    for (const { case: target, step, gives, due } of decision.sends) {
      const other = stateOf(target)
      cases.set(target, evolve(other, { kind: 'demanded', sequence: other.version + 1, at: now, demand: { step, from, gives, due } }))
    }
  }

  function passTo(instant: string): void {
    for (;;) {
      const next = instant > now ? earliestDue(instant) : undefined
      now = next ?? (instant > now ? instant : now)
      const first = firstToAct()
      if (first !== null) submit(first.state.id, (expectedVersion) => ({ ...systemSubmission(first.state, first.due), expectedVersion }))
      else if (next === undefined) return
    }
  }

  const openCases = () => [...cases.values()].filter(({ closed }) => !closed)

  function firstToAct() {
    for (const state of openCases()) {
      const due = automaticNow(procedureOf(state), state, worldOf(state))
      if (due !== null) return { state, due }
    }
    return null
  }

  function earliestDue(until: string): string | undefined {
    const moments = openCases().flatMap((state) => dueMoments(procedureOf(state), state, worldOf(state)))
    return moments
      .filter(({ automatic, at }) => automatic && at > now && at <= until)
      .map(({ at }) => at)
      .toSorted()[0]
  }

  /** What follows at once follows before the answer. */
  function settled(decision: Decision): Rejection | null {
    passTo(now)
    return decision.outcome === 'rejected' ? decision.rejection : null
  }

  function take(id: string, step: string, entered: Readonly<Record<string, unknown>>, by: string): Rejection | null {
    const procedure = procedureOf(stateOf(id))
    const declared = procedure.steps.get(step)
    if (declared === undefined) throw new Error(`Expected ${procedure.code} to have a step ${step}, but it has none`)
    const parts = enteredParts(procedure, declared, entered, props)
    return settled(submit(id, (expectedVersion) => ({ kind: 'step', step, expectedVersion, by: actor(by), parts, signature })))
  }

  function countersign(id: string, step: string, by: string): Rejection | null {
    const contribution = stateOf(id).waiting.find((one) => one.step === step && one.kind === 'first')?.sequence ?? 0
    return settled(
      submit(id, (expectedVersion) => ({ kind: 'countersign', step, expectedVersion, by: actor(by), contribution, signature })),
    )
  }

  return {
    passTo: async (instant) => passTo(instant),
    async open(document, subject, by, given = {}) {
      const needs = procedureNamed(document).openedBy
      if (!needs.some((role) => people[by]?.includes(role))) return { code: 'role-missing', step: '', needs }
      const opened = open(document, subject, signerOf(by), null, given)
      passTo(now)
      return opened
    },
    take: async (...asked) => take(...asked),
    countersign: async (...asked) => countersign(...asked),
    stateOf: async (id) => stateOf(id),
  }
}

const signature = { method: 'password' }
const person = (name: string) => ({ person: name, name })

/** In memory a person's name is their id, and a file is what is said of it. */
const props: Props = {
  person,
  file: (name) => ({ attachment: `file-${name}`, name, type: 'application/pdf', size: 1, sha256: '0'.repeat(64) }),
}

function actor(name: string): Submission['by'] {
  const roles = people[name]
  if (roles === undefined) throw new Error(`Expected ${name} among the people, but nobody has that name`)
  return { kind: 'person', ...person(name), roles: roles.map((role) => ({ role, standsFor: null })) }
}

function signerOf(name: string): Signer {
  const role = people[name]?.[0] ?? ''
  return { kind: 'person', ...person(name), role, standsFor: null, signature: null, at: '2024-01-01T00:00:00.000Z' }
}

function procedureNamed(code: string): CompiledProcedure {
  const procedure = procedures.get(code)
  if (procedure === undefined) throw new Error(`Expected a document ${code}, but there is none`)
  return procedure
}

/** Cases by relation, looked for only when a rule asks: a stage asks every open case at every moment, and most look nowhere. */
class RelatedInSight extends Map<string, readonly CaseState[]> {
  readonly #procedure: CompiledProcedure
  readonly #state: CaseState
  readonly #cases: ReadonlyMap<string, CaseState>
  constructor(procedure: CompiledProcedure, state: CaseState, cases: ReadonlyMap<string, CaseState>) {
    super()
    this.#procedure = procedure
    this.#state = state
    this.#cases = cases
  }
  override get(name: string): readonly CaseState[] | undefined {
    const relation = this.#procedure.relations.get(name)
    if (relation !== undefined && !super.has(name))
      super.set(
        name,
        [...this.#cases.values()].filter((other) => isRelated(relation, this.#state, other)),
      )
    return super.get(name)
  }
}

function isRelated({ document, via }: CompiledRelation, state: CaseState, other: CaseState): boolean {
  if (other.id === state.id || other.document !== document) return false
  if (via === 'started') return latestStarted(state, document).includes(other.id)
  if (via === 'starter') return state.startedBy?.case === other.id
  return via.every((key) => state.subject[key] !== undefined && state.subject[key] === other.subject[key])
}
