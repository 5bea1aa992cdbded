import {
  type CaseState,
  type CompiledProcedure,
  type CompiledStep,
  decide,
  emptyRegisters,
  type Rejection,
  type Submission,
  type World,
} from '#engine'
import type { Attempt } from './memory-stage.ts'
import { mutations } from './mutations.ts'

/** What stories, and what follows from them, have shown of a document. Rules by their place in the step. */
export type Shown = Readonly<{
  states: Set<string>
  steps: Set<string>
  /** `state step`: the step taken from that state. */
  ways: Set<string>
  /** `step place`: the rule let something pass, the rule refused something. */
  held: Set<string>
  refused: Set<string>
}>

type Step = Extract<Submission, { kind: 'step' }>
const mostTries = 12

/**
 * Watches stories being played. Whatever was accepted is asked again with one thing changed: a value, the day, the person, the
 * registers, the related cases, a second time. So each rule is seen to refuse as well as to let pass, without a story for each.
 */
export class Coverage {
  readonly shown = new Map<string, Shown>()
  /** Accepted steps that did not do what their document declares. */
  readonly broken: string[] = []
  readonly #tried = new Map<string, number>()
  readonly #accepted = new Map<string, Step[]>()
  readonly #seen = new Map<string, Readonly<{ state: CaseState; world: World }>[]>()

  watch({ procedure, state, submission, world, decision }: Attempt): void {
    const shown = this.#of(procedure)
    shown.states.add(state.state)
    this.#remember(procedure, state, world)
    if (submission.kind !== 'step') {
      if (decision.outcome === 'accepted' && decision.kind === 'step') this.#took(procedure, state, decision.step, decision.to)
      return
    }
    const step = procedure.steps.get(submission.step)
    if (step === undefined) return
    if (decision.outcome === 'rejected') {
      this.#noteRefusal(procedure, step, decision.rejection)
      return
    }
    for (const place of step.rules.keys()) shown.held.add(`${step.code} ${place}`)
    this.#vary(procedure, step, state, submission, world)
    if (decision.kind !== 'step') return
    this.#took(procedure, state, step.code, decision.to)
    const owed = step.records.map(({ form, part }) => `${form}/${part}`)
    const made = decision.records.map(({ form, part }) => `${form}/${part}`)
    if (decision.to !== step.to || owed.join() !== made.join())
      this.broken.push(`${procedure.code} ${step.code}: ${decision.to}, ${made.join(' ')}`)
    const kept = this.#accepted.get(`${procedure.code} ${step.code}`) ?? []
    this.#accepted.set(`${procedure.code} ${step.code}`, [submission, ...kept].slice(0, 6))
    // The same once more, where the step is still open: "once" is a rule like any other.
    this.#again(procedure, state, world)
  }

  /** Steps that may be taken from several states, tried from those no story took them from. */
  tryOtherWays(procedures: Iterable<CompiledProcedure>): void {
    for (const procedure of procedures) {
      const { ways } = this.#of(procedure)
      for (const step of procedure.steps.values())
        for (const from of step.from) if (!ways.has(`${from} ${step.code}`)) this.#tryWay(procedure, step, from)
    }
  }

  #tryWay(procedure: CompiledProcedure, step: CompiledStep, from: string): void {
    for (const { state, world } of this.#seen.get(`${procedure.code} ${from}`) ?? [])
      for (const submission of this.#accepted.get(`${procedure.code} ${step.code}`) ?? []) {
        const decision = decide(procedure, state, { ...submission, expectedVersion: state.version }, world)
        if (decision.outcome === 'accepted') {
          this.#of(procedure).ways.add(`${from} ${step.code}`)
          return
        }
        this.#noteRefusal(procedure, step, decision.rejection)
      }
  }

  #of({ code }: CompiledProcedure): Shown {
    const known = this.shown.get(code)
    if (known !== undefined) return known
    const shown: Shown = { states: new Set(), steps: new Set(), ways: new Set(), held: new Set(), refused: new Set() }
    this.shown.set(code, shown)
    return shown
  }

  #took(procedure: CompiledProcedure, state: CaseState, step: string, to: string): void {
    const shown = this.#of(procedure)
    shown.steps.add(step)
    shown.ways.add(`${state.state} ${step}`)
    shown.states.add(to)
  }

  #remember({ code }: CompiledProcedure, state: CaseState, world: World): void {
    const kept = this.#seen.get(`${code} ${state.state}`) ?? []
    this.#seen.set(`${code} ${state.state}`, [{ state, world }, ...kept].slice(0, 8))
  }

  #noteRefusal(procedure: CompiledProcedure, step: CompiledStep, rejection: Rejection): void {
    if (rejection.code !== 'rule-not-met' || rejection.reads === undefined) return
    const place = step.rules.findIndex(({ rule }) => rule.source === rejection.rule)
    if (place < 0) return
    const shown = this.#of(procedure)
    shown.refused.add(`${step.code} ${place}`)
  }

  /** Whether some rule of the step has not refused yet. */
  #open(procedure: CompiledProcedure, step: CompiledStep): boolean {
    const { refused } = this.#of(procedure)
    return step.rules.some((_, place) => !refused.has(`${step.code} ${place}`))
  }

  #vary(procedure: CompiledProcedure, step: CompiledStep, state: CaseState, submission: Step, world: World): void {
    const key = `${procedure.code} ${step.code}`
    const tries = this.#tried.get(key) ?? 0
    if (!this.#open(procedure, step) || tries >= mostTries) return
    this.#tried.set(key, tries + 1)
    for (const other of mutations(procedure, submission)) {
      this.#ask(procedure, step, state, other, world)
      if (!this.#open(procedure, step)) return
    }
    for (const otherWorld of worlds(world)) this.#ask(procedure, step, state, submission, otherWorld)
    if (submission.by.kind === 'person') {
      const by = { ...submission.by, person: '旁人', name: '旁人' }
      this.#ask(procedure, step, state, { ...submission, by }, world)
    }
  }

  #again(procedure: CompiledProcedure, state: CaseState, world: World): void {
    for (const step of procedure.states.get(state.state)?.leaving.values() ?? []) {
      if (!this.#open(procedure, step)) continue
      for (const submission of this.#accepted.get(`${procedure.code} ${step.code}`) ?? [])
        this.#ask(procedure, step, state, { ...submission, expectedVersion: state.version }, world)
    }
  }

  #ask(procedure: CompiledProcedure, step: CompiledStep, state: CaseState, submission: Step, world: World): void {
    const decision = decide(procedure, state, submission, world)
    if (decision.outcome === 'rejected') this.#noteRefusal(procedure, step, decision.rejection)
  }
}

function* worlds(world: World): Iterable<World> {
  for (const days of [-700, -300, -60, -20, -3, 3, 20, 60, 300, 700])
    yield { ...world, at: new Date(Date.parse(world.at) + days * 86_400_000).toISOString() }
  yield { ...world, registers: emptyRegisters }
  for (const name of world.related.keys()) yield { ...world, related: new Map([...world.related, [name, []]]) }
}
