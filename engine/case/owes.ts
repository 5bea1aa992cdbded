import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { automaticOf } from './automatic.ts'
import { type CaseEvent, sealedIn } from './case-event.ts'
import type { SealedPart, Signer } from './case-state.ts'
import { gapsIn } from './gaps-in.ts'
import type { Instant } from './values.ts'

/** A part that an entry owes, or holds though nothing owes it. */
export type OwedPart = Readonly<{
  sequence: number
  step: string
  form: string
  part: string
  serial: number | null
  found: 'present' | 'missing' | 'extra'
}>
export type MissingSignature = Readonly<{ sequence: number; step: string; role: string; meaning: string }>

/** What a case owes by the path it took, and what of it is there. */
export type Completeness = Readonly<{
  document: string
  state: string
  closed: boolean
  complete: boolean
  parts: readonly OwedPart[]
  /** Serials run from 1 without gap: those that are missing, and those used twice. */
  serials: Readonly<{ last: number; missing: readonly number[]; doubled: readonly number[] }>
  /** Sequences missing between the first entry and the last. */
  entriesMissing: readonly number[]
  /** Entries whose step does not begin in the state the entry before it led to. */
  pathBroken: readonly Readonly<{ sequence: number; step: string; from: string; found: string }>[]
  /** Contributions a step says it used, that are not among the entries. */
  contributionsMissing: readonly Readonly<{ sequence: number; step: string; contribution: number }>[]
  signaturesMissing: readonly MissingSignature[]
  /** Steps demanded by other cases and not taken. */
  demandsOutstanding: readonly Readonly<{ step: string; from: string; due: Instant | null }>[]
  /** Steps of the present state that wait for other cases, and those that stand on a timer. */
  waitsOutstanding: readonly Readonly<{ step: string; document: string; states: readonly string[] }>[]
  timersOutstanding: readonly string[]
}>

type StepTaken = Extract<CaseEvent, { kind: 'step' }>
type Sealing = Extract<CaseEvent, { kind: 'step' | 'contribution' }>

/** Completeness of a case from its entries alone, in the order of their sequence; entries may be missing. */
export function owes(procedure: CompiledProcedure, events: readonly CaseEvent[]): Completeness {
  const sealing = events.filter((event): event is Sealing => event.kind === 'step' || event.kind === 'contribution')
  const taken = events.filter((event): event is StepTaken => event.kind === 'step')
  const state = taken.at(-1)?.to ?? procedure.document.initial
  const closed = procedure.states.get(state)?.final === true
  const found = {
    parts: sealing.flatMap((event) => partsOf(procedure, event)),
    serials: serialsOf(events.flatMap(sealedIn)),
    entriesMissing: gapsIn(events.map((event) => event.sequence)),
    pathBroken: brokenPath(procedure, taken),
    contributionsMissing: missingContributions(events, taken),
    signaturesMissing: sealing.flatMap((event) => missingSignatures(procedure, event)),
    demandsOutstanding: outstandingDemands(events),
  }
  return { document: procedure.code, state, closed, complete: isComplete(found), ...found, ...outstanding(procedure, state, closed) }
}

type Found = Pick<
  Completeness,
  'parts' | 'serials' | 'entriesMissing' | 'pathBroken' | 'contributionsMissing' | 'signaturesMissing' | 'demandsOutstanding'
>

function isComplete(found: Found): boolean {
  const { parts, serials, demandsOutstanding: _demands, ...rest } = found
  const lists = [serials.missing, serials.doubled, ...Object.values(rest)]
  return parts.every((part) => part.found === 'present') && lists.every((list) => list.length === 0)
}

/** A first signature owes nothing: its parts are sealed when the second person has signed. */
function partsOf(procedure: CompiledProcedure, event: Sealing): readonly OwedPart[] {
  if (event.kind === 'contribution' && event.contribution === 'first') return []
  const { step, sequence } = event
  const left = [...sealedIn(event)]
  const owed = (procedure.steps.get(step)?.records ?? []).map(({ form, part }): OwedPart => {
    const place = left.findIndex((sealed) => sealed.form === form && sealed.part === part)
    const [sealed] = place < 0 ? [] : left.splice(place, 1)
    return { sequence, step, form, part, serial: sealed?.serial ?? null, found: sealed === undefined ? 'missing' : 'present' }
  })
  const extra = left.map(({ form, part, serial }): OwedPart => ({ sequence, step, form, part, serial, found: 'extra' }))
  return [...owed, ...extra]
}

function serialsOf(parts: readonly SealedPart[]): Completeness['serials'] {
  const serials = parts.map((part) => part.serial).sort((a, b) => a - b)
  const doubled = serials.filter((serial, index) => serials[index - 1] === serial)
  return { last: serials.at(-1) ?? 0, missing: gapsIn([0, ...serials]), doubled }
}

function brokenPath(procedure: CompiledProcedure, taken: readonly StepTaken[]): Completeness['pathBroken'] {
  return taken.flatMap(({ sequence, step, from }, index) => {
    const found = index === 0 ? procedure.document.initial : (taken[index - 1]?.to ?? '')
    const declared = procedure.steps.get(step)
    const follows = found === from && declared?.from.has(from) === true
    return follows ? [] : [{ sequence, step, from, found }]
  })
}

function missingContributions(events: readonly CaseEvent[], taken: readonly StepTaken[]): Completeness['contributionsMissing'] {
  const given = new Set(events.flatMap((event) => (event.kind === 'contribution' ? [event.sequence] : [])))
  return taken.flatMap(({ sequence, step, usedContributions }) =>
    usedContributions.filter((contribution) => !given.has(contribution)).map((contribution) => ({ sequence, step, contribution })),
  )
}

/** Signatures bind persons; the engine acts unsigned. */
function missingSignatures(procedure: CompiledProcedure, event: Sealing): readonly MissingSignature[] {
  const step = procedure.steps.get(event.step)
  const signers = event.kind === 'step' ? event.signers : [event.signer]
  if (step === undefined || signers.some((signer) => signer.kind === 'system')) return []
  const missing = (role: string, meaning: string): MissingSignature => ({ sequence: event.sequence, step: step.code, role, meaning })
  const [first, second] = signers
  const unsigned = step.actors.kind === 'each' ? signers.filter(isUnsigned) : first !== undefined && isUnsigned(first) ? [first] : []
  const { signature } = step.declared
  const own = signature === undefined ? [] : unsigned.map(({ role }) => missing(role, signature.meaning))
  return event.kind === 'step' ? [...own, ...secondMissing(step, second, missing), ...sharesMissing(step, signers, missing)] : own
}

const isUnsigned = (signer: Signer): boolean => signer.signature === null

function secondMissing(
  step: CompiledStep,
  second: Signer | undefined,
  missing: (role: string, meaning: string) => MissingSignature,
): readonly MissingSignature[] {
  if (step.second === null || step.actors.kind === 'each') return []
  const absent = second === undefined ? step.second.when === null : isUnsigned(second)
  return absent ? [missing(step.second.role, step.second.meaning)] : []
}

function sharesMissing(
  step: CompiledStep,
  signers: readonly Signer[],
  missing: (role: string, meaning: string) => MissingSignature,
): readonly MissingSignature[] {
  if (step.actors.kind !== 'each') return []
  const { role, atLeast } = step.actors
  const persons = new Set(signers.map((signer) => signer.person)).size
  return Array.from({ length: Math.max(0, atLeast - persons) }, () => missing(role, step.declared.signature?.meaning ?? ''))
}

function outstandingDemands(events: readonly CaseEvent[]): Completeness['demandsOutstanding'] {
  const open: { step: string; from: string; due: Instant | null }[] = []
  for (const event of events) {
    if (event.kind === 'demanded') open.push({ step: event.demand.step, from: event.demand.from.number, due: event.demand.due })
    if (event.kind !== 'step') continue
    const answered = open.findIndex((demand) => demand.step === event.step)
    if (answered >= 0) open.splice(answered, 1)
  }
  return open
}

function outstanding(
  procedure: CompiledProcedure,
  state: string,
  closed: boolean,
): Pick<Completeness, 'waitsOutstanding' | 'timersOutstanding'> {
  const leaving = closed ? [] : [...(procedure.states.get(state)?.leaving.values() ?? [])]
  return {
    waitsOutstanding: leaving.flatMap((step) =>
      step.waits.map((wait) => ({
        step: step.code,
        document: procedure.relations.get(wait.relation)?.document ?? '',
        states: [...wait.states],
      })),
    ),
    timersOutstanding: leaving.filter((step) => (automaticOf(step)?.timer ?? null) !== null).map((step) => step.code),
  }
}
