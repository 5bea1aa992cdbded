import type { CompiledProcedure, Library } from '#engine'
import type { Documents } from './documents.ts'

/** Open cases of one document under one baseline. */
export type RunningCase = Readonly<{ document: string; baseline: string; cases: number }>
export type Removed = Readonly<{ document: string; state: string | null; step: string | null; cases: number }>

/**
 * What running cases still name in other documents and the new library no longer has: a document they would start or look
 * at, a state they wait for, a step they send. The case itself stays on its own baseline; those it would meet do not.
 */
export async function findRemoved(library: Library, running: readonly RunningCase[], documents: Documents): Promise<readonly Removed[]> {
  const found: Removed[] = []
  for (const { document, baseline, cases } of running) {
    const procedure = await documents.procedureOf(baseline, document)
    found.push(...missingFor(procedure, library).map((missing) => ({ ...missing, cases })))
  }
  return found
}

function missingFor(procedure: CompiledProcedure, library: Library): readonly Omit<Removed, 'cases'>[] {
  const steps = [...procedure.steps.values()]
  const waits = steps.flatMap(({ waits: own }) =>
    own.flatMap(({ relation, states }) =>
      [...states].map((state) => ({ document: procedure.relations.get(relation)?.document ?? '', state, step: null })),
    ),
  )
  const sends = steps.flatMap(({ sends: own }) => own.map(({ document, step }) => ({ document, state: null, step })))
  const starts = steps.flatMap(({ starts: own }) => own.map(({ document }) => ({ document, state: null, step: null })))
  return [...waits, ...sends, ...starts].filter(
    ({ document, state, step }) => !procedure.pending.has(document) && isMissing(library, document, state, step),
  )
}

function isMissing(library: Library, document: string, state: string | null, step: string | null): boolean {
  const declared = library.documents.get(document)?.value
  if (declared === undefined) return true
  if (state !== null) return !Object.hasOwn(declared.states, state)
  return step !== null && !Object.hasOwn(declared.steps, step)
}
