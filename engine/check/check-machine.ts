import type { Diagnostic } from '../diagnostic.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { findingsIn } from './findings.ts'
import { reachableFrom } from './machine.ts'
import { firesAtOnce, isSystemStep } from './roles-of-step.ts'

/** The state machine itself: one beginning, every state reached, every state able to end, nobody waits for nothing. */
export function checkMachine(library: Library, source: SourceFile<ProcedureDocument>, into: Diagnostic[]): void {
  const document = source.value
  const findings = findingsIn(source, into)
  const { initial, states, steps } = document
  if (!Object.hasOwn(states, initial)) {
    findings.add('initial-missing', ['initial'], { state: initial })
    return
  }
  if (states[initial]?.final) findings.add('initial-is-final', ['initial'], { state: initial })
  const reached = reachableFrom(document, initial)
  for (const [state, { final }] of Object.entries(states)) {
    const at = ['states', state]
    if (!reached.has(state)) findings.add('state-unreachable', at, { state }, 'key')
    else if (!final && !canEnd(document, state)) findings.add('state-cannot-end', at, { state }, 'key')
    else if (!final && !hasOwner(document, state)) findings.add('state-without-owner', at, { state }, 'key')
  }
  for (const [name, step] of Object.entries(steps)) {
    for (const [place, state] of step.from.entries())
      if (Object.hasOwn(states, state) && states[state]?.final)
        findings.add('leaves-final-state', ['steps', name, 'from', place], { step: name, state })
    if (lacksCause(library, document, name, step)) findings.add('automatic-without-cause', ['steps', name], { step: name }, 'key')
  }
  for (const chain of endlessChains(document))
    findings.add('endless-automatic-chain', ['steps', chain[0] ?? ''], { steps: chain.join(' → ') }, 'key')
}

function canEnd(document: ProcedureDocument, state: string): boolean {
  return [...reachableFrom(document, state)].some((each) => Object.hasOwn(document.states, each) && document.states[each]?.final)
}

/** Someone holds a role for one of the exits, or time or another case will move it on. */
function hasOwner(document: ProcedureDocument, state: string): boolean {
  const exits = Object.values(document.steps).filter((step) => step.from.includes(state))
  // Several automatic exits with conditions are a fork in the way, not a place to wait: check-exits asks whether one always holds.
  if (exits.filter(firesAtOnce).length > 1) return true
  return exits.some(
    (step) => !isSystemStep(step) || step.automatic?.at !== undefined || step.waits_for !== undefined || changesByItself(document, step),
  )
}

/** A condition of nothing but the case's own fields cannot become true while nobody may fill them. */
function changesByItself(document: ProcedureDocument, step: Step): boolean {
  const when = step.automatic?.when
  if (when === undefined) return step.automatic !== undefined
  const moving = ['today', 'now', ...Object.keys(document.related ?? {})]
  return moving.some((name) => new RegExp(`\\b${name}\\b`).test(when)) || when.trim() === 'true'
}

function lacksCause(library: Library, document: ProcedureDocument, name: string, step: Step): boolean {
  const { automatic } = step
  if (automatic === undefined) return isSystemStep(step) && !isSent(library, document, name)
  const { at, when } = automatic
  if (at === 'limit') return step.limit === undefined
  if (at !== undefined) return at.on === undefined && at.latest_of === undefined && at.first_filled === undefined
  return !isSystemStep(step) && when === undefined && step.waits_for === undefined && !isSent(library, document, name)
}

/** Whether some document sends this step as a demand. */
function isSent(library: Library, document: ProcedureDocument, name: string): boolean {
  return [...library.documents.values()].some(({ value: sender }) =>
    Object.values(sender.steps).some((step) =>
      step.sends?.some((send) => send.step === name && sender.related?.[send.to]?.document === document.code),
    ),
  )
}

/** Cycles of steps that each fire at once. A step that waits for another case, or stays in its state, ends a chain. */
function endlessChains(document: ProcedureDocument): string[][] {
  const chained = Object.entries(document.steps).filter(([, step]) => firesAtOnce(step) && step.waits_for === undefined)
  const next = (state: string) => chained.filter(([, step]) => step.from.includes(state) && step.to !== state)
  const found = new Map<string, string[]>()
  const follow = (state: string, states: readonly string[], names: readonly string[]): void => {
    const start = states.indexOf(state)
    if (start >= 0) {
      const cycle = names.slice(start)
      const key = cycle.toSorted().join()
      found.set(key, found.get(key) ?? cycle)
      return
    }
    for (const [name, step] of next(state)) follow(step.to, [...states, state], [...names, name])
  }
  for (const state of Object.keys(document.states)) follow(state, [], [])
  return [...found.values()]
}
