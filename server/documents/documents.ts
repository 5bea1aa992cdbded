import {
  assembleLibrary,
  type CompiledProcedure,
  compileLibrary,
  type Library,
  makeCalendar,
  mergeReference,
  type Reference,
  type TextFile,
  type WorkingCalendar,
} from '#engine'
import type { BaselineStore, InForce } from './baseline-store.ts'

/** A baseline as it was released, read and compiled again from its texts: in ten years it decides as it did. */
export type ReadBaseline = Readonly<{
  hash: string
  files: readonly TextFile[]
  library: Library
  procedures: ReadonlyMap<string, CompiledProcedure>
  reference: Reference
}>

/** A procedure with the baseline that a new case of it pins. */
export type ProcedureInForce = Readonly<{ procedure: CompiledProcedure; baseline: string }>

/** The released documents. Everything a case is decided by comes from the baseline it is pinned to, never from the files on disk. */
export type Documents = Readonly<{
  procedureInForce(document: string, on: string): Promise<ProcedureInForce | null>
  /** All documents new cases may be opened under on a day. */
  allInForce(on: string): Promise<readonly ProcedureInForce[]>
  /** The procedure a running case is decided by. @throws where the baseline is not there: a fault, for every case has one. */
  procedureOf(baseline: string, document: string): Promise<CompiledProcedure>
  readBaseline(baseline: string): Promise<ReadBaseline>
  /** Lists, tables, roles and holidays of the latest release in force on a day. */
  referenceOn(on: string): Promise<Reference>
  calendarOn(on: string): Promise<WorkingCalendar>
  /** The latest release in force on a day, as it was read; null before the first. */
  latestOn(on: string): Promise<ReadBaseline | null>
  /** Forgets what is in force; a release calls it. Baselines themselves never change. */
  forget(): void
}>

/** Reads a baseline back by its hash. */
export type BaselineCompiler = (hash: string, store: BaselineStore) => Promise<ReadBaseline>

const REMEMBERED_MS = 5000
const noReference = mergeReference([])

export function makeDocuments(store: BaselineStore, zone: () => Promise<string>, compile: BaselineCompiler = compileBaseline): Documents {
  const baselines = new Map<string, Promise<ReadBaseline>>()
  const inForce = new Map<string, Promise<readonly InForce[]>>()
  let inForceSince = 0
  const calendars = new Map<Reference, WorkingCalendar>()

  const readBaseline = (hash: string): Promise<ReadBaseline> => remember(baselines, hash, () => compile(hash, store))
  const inForceOn = (on: string): Promise<readonly InForce[]> => {
    // Another server process may have released; what is in force is read again after a few seconds.
    if (performance.now() - inForceSince > REMEMBERED_MS) inForce.clear()
    if (inForce.size === 0) inForceSince = performance.now()
    return remember(inForce, on, () => store.inForceOn(on))
  }
  const procedureOf = async (baseline: string, document: string): Promise<CompiledProcedure> => {
    const procedure = (await readBaseline(baseline)).procedures.get(document)
    if (procedure === undefined) throw new Error(`Expected baseline ${baseline} to hold ${document}, but it does not`)
    return procedure
  }
  const procedureInForce = async (document: string, on: string): Promise<ProcedureInForce | null> => {
    const found = (await inForceOn(on)).find((one) => one.document === document)
    return found === undefined ? null : { procedure: await procedureOf(found.baseline, document), baseline: found.baseline }
  }
  const latestOn = async (on: string): Promise<ReadBaseline | null> => {
    const latest = (await inForceOn(on)).toSorted((one, other) => (one.from < other.from ? 1 : -1))[0]
    return latest === undefined ? null : readBaseline(latest.baseline)
  }
  const referenceOn = async (on: string): Promise<Reference> => {
    return (await latestOn(on))?.reference ?? noReference
  }
  return {
    procedureInForce,
    procedureOf,
    readBaseline,
    referenceOn,
    latestOn,
    allInForce: async (on) =>
      Promise.all(
        (await inForceOn(on)).map(async ({ document, baseline }) => ({ procedure: await procedureOf(baseline, document), baseline })),
      ),
    async calendarOn(on) {
      const reference = await referenceOn(on)
      const known = calendars.get(reference) ?? makeCalendar(reference.calendars, await zone())
      calendars.set(reference, known)
      return known
    },
    forget: () => inForce.clear(),
  }
}

/** Reads each baseline once for all houses of a process: its hash says what it is, wherever it lies. */
export function compileOnce(): BaselineCompiler {
  const baselines = new Map<string, Promise<ReadBaseline>>()
  return (hash, store) => remember(baselines, hash, () => compileBaseline(hash, store))
}

async function compileBaseline(hash: string, store: BaselineStore): Promise<ReadBaseline> {
  const files = await store.filesOf(hash)
  const { library, diagnostics } = assembleLibrary(files)
  if (files.length === 0 || diagnostics.length > 0)
    throw new Error(`Expected baseline ${hash} to be whole, but it has ${files.length} files and ${diagnostics.length} findings`)
  const procedures = compileLibrary(library)
  const reference = procedures.values().next().value?.reference ?? mergeReference(library.reference)
  return { hash, files, library, procedures, reference }
}

/** Keeps the promise, so that two callers at once do the work once; a failure is not kept. */
function remember<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = make()
  kept.set(key, made)
  made.catch(() => kept.delete(key))
  return made
}
