import {
  assembleLibrary,
  type CaseEvent,
  type CaseState,
  type CompiledProcedure,
  compileProcedure,
  evolve,
  type Library,
  owes,
  type Words,
} from '#engine'
import type { BaselineReader, Replay } from './baseline-reader.ts'

/**
 * Compiles a baseline from its texts and replays cases by it: the engine's own `evolve`, and beside it the test that each
 * step taken is one the document declares, from the state the case was in to the one it leads to.
 */
export const readBaselineTexts: BaselineReader = (files) => {
  const library = libraryOf(files)
  const compiled = new Map<string, CompiledProcedure | null>()
  const procedureOf = (document: string): CompiledProcedure | null => {
    const known = compiled.get(document)
    if (known !== undefined) return known
    const made = library === null ? null : orNull(() => compileProcedure(library, document))
    compiled.set(document, made)
    return made
  }
  const replay = (document: string, events: readonly CaseEvent[], version: number): Replay => {
    const procedure = procedureOf(document)
    return procedure === null
      ? { outcome: 'not-replayable', reason: `document-not-compiled ${document}` }
      : replayCase(procedure, events, version)
  }
  const titleOf = (form: string): Words | null => {
    const title = library?.forms.get(form)?.value.title
    return title === undefined ? null : { en: title.en, zh: title.zh }
  }
  return Object.assign(replay, { titleOf, ...(library !== null && { opened: { library, procedureOf } }) })
}

function libraryOf(files: ReadonlyMap<string, Uint8Array>): Library | null {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return orNull(() => {
    const { library, diagnostics } = assembleLibrary([...files].map(([file, bytes]) => ({ file, text: decoder.decode(bytes) })))
    return diagnostics.length === 0 ? library : null
  })
}

function replayCase(procedure: CompiledProcedure, events: readonly CaseEvent[], version: number): Replay {
  let state: CaseState | null = null
  for (const event of events) {
    const before: CaseState | null = state
    const wrong = undeclared(procedure, before, event)
    if (wrong !== null) return { outcome: 'not-replayable', reason: wrong }
    const after: CaseState | null = orNull((): CaseState => evolve(before, event))
    if (after === null) return { outcome: 'not-replayable', reason: `entry-not-applicable ${event.sequence}` }
    state = after
  }
  if (state === null) return { outcome: 'not-replayable', reason: 'no-entries' }
  return { outcome: 'replayed', replayed: { state: { ...state, version }, owes: owes(procedure, events) } }
}

/** Why an event cannot have happened under this document; null where it can. */
function undeclared(procedure: CompiledProcedure, state: CaseState | null, event: CaseEvent): string | null {
  if (event.kind === 'opened')
    return event.document === procedure.code && event.initial === procedure.document.initial ? null : `opened-otherwise ${event.sequence}`
  if (event.kind !== 'step') return null
  const step = procedure.steps.get(event.step)
  const declared = step !== undefined && state !== null && event.from === state.state && step.from.has(event.from) && step.to === event.to
  if (!declared) return `step-not-open ${event.sequence} ${event.step}`
  return event.closes === (procedure.states.get(event.to)?.final === true) ? null : `closes-otherwise ${event.sequence}`
}

function orNull<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}
