import { type AnyStateMachine, createMachine, transition } from 'xstate'
import type { ProcedureDocument } from '../language/procedure.generated.ts'

export type Machine = AnyStateMachine

/**
 * The document as an XState v5 machine: states, and for each the steps that leave it. No guards (a refused guard gives
 * no reason), no `after` and no actors: a deadline is a step the scheduler takes, so the log replays.
 */
export function makeMachine(document: ProcedureDocument): Machine {
  const steps = Object.entries(document.steps)
  const states = Object.entries(document.states).map(([code, state]) => [
    code,
    state.final === true
      ? { type: 'final' as const }
      : {
          on: Object.fromEntries(
            steps.filter(([, step]) => step.from.includes(code)).map(([step, { to }]) => [step, { target: to, reenter: true }]),
          ),
        },
  ])
  return createMachine({ id: document.code, initial: document.initial, states: Object.fromEntries(states) })
}

/** What each machine has answered: it has no context, so a step leads from a state to the same state always. */
const answers = new WeakMap<Machine, Map<string, string>>()

/** The state a step leads to. The caller has made sure that the step leaves the state. */
export function nextState(machine: Machine, state: string, step: string): string {
  const known = answers.get(machine) ?? new Map<string, string>()
  answers.set(machine, known)
  const asked = `${state} ${step}`
  const next = known.get(asked) ?? transitionOf(machine, state, step)
  known.set(asked, next)
  return next
}

function transitionOf(machine: Machine, state: string, step: string): string {
  const [next] = transition(machine, machine.resolveState({ value: state, context: {} }), { type: step })
  return String(next.value)
}
