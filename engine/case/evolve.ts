import type { CaseEvent } from './case-event.ts'
import type { CaseState, SealedPart } from './case-state.ts'

type Opened = Extract<CaseEvent, { kind: 'opened' }>
type StepTaken = Extract<CaseEvent, { kind: 'step' }>

/** The case after one more entry. Folding all entries of a stream gives the case; nothing else does. */
export function evolve(state: CaseState | null, event: CaseEvent): CaseState {
  if (event.kind === 'opened') {
    if (state !== null) throw new Error(`Expected case ${event.id} to be opened once, but entry ${event.sequence} opens it again`)
    return opened(event)
  }
  if (state === null) throw new Error(`Expected a case to begin with its opening, but entry ${event.sequence} is a ${event.kind}`)
  const moved = { ...state, version: event.sequence }
  switch (event.kind) {
    case 'step':
      return stepTaken(moved, event)
    case 'contribution':
      return contributed(moved, event)
    case 'withdrawal':
      return { ...moved, waiting: moved.waiting.filter((one) => one.sequence !== event.contribution) }
    case 'demanded':
      return { ...moved, demands: [...moved.demands, { ...event.demand, sequence: event.sequence, at: event.at }] }
    case 'correction': {
      const { serial, field, sequence } = event
      return { ...moved, corrections: [...moved.corrections, { serial, field, value: event.new, sequence }] }
    }
    case 'due-moved':
      return moved
    default:
      return event satisfies never
  }
}

/** The case its entries give. At least the opening must be among them. */
export function replay(events: readonly CaseEvent[]): CaseState {
  const state = events.reduce<CaseState | null>(evolve, null)
  if (state === null) throw new Error('Expected the entries of a case, but there are none')
  return state
}

function opened(event: Opened): CaseState {
  const { id, document, baseline, subject, sequence, at, initial, by, startedBy, given, numbers } = event
  return {
    id,
    document,
    baseline,
    subject,
    version: sequence,
    state: initial,
    enteredAt: at,
    openedAt: at,
    openedBy: by.kind === 'person' ? by.person : '',
    startedBy,
    given,
    passed: [{ state: initial, at, sequence }],
    taken: [],
    sealed: [],
    corrections: [],
    waiting: [],
    started: [],
    demands: [],
    limits: { extendedBy: [], due: null },
    fired: {},
    numbers,
    closed: false,
  }
}

function stepTaken(state: CaseState, event: StepTaken): CaseState {
  const { step, from, to, at, sequence, signers, late, usedContributions } = event
  const leaves = to !== state.state
  const used = new Set(usedContributions)
  return {
    ...state,
    state: to,
    enteredAt: leaves ? at : state.enteredAt,
    passed: leaves ? [...state.passed, { state: to, at, sequence }] : state.passed,
    taken: [...state.taken, { step, from, to, at, sequence, signers, late, used: usedContributions }],
    sealed: [...countShares(state.sealed, used), ...event.parts],
    // Contributions to other steps lapse when the state is left; those to this one are used up or replaced.
    waiting: leaves ? [] : state.waiting.filter((one) => one.step !== step),
    started: [...state.started, ...event.started],
    demands: withoutFirst(state.demands, (demand) => demand.step === step),
    limits: limitsAfter(state, event, leaves),
    fired: firedAfter(state, event, leaves),
    numbers: { ...state.numbers, ...event.numbers },
    closed: event.closes,
  }
}

/** Shares of a collected step become values of the case when it completes. */
function countShares(sealed: readonly SealedPart[], used: ReadonlySet<number>): readonly SealedPart[] {
  if (used.size === 0) return sealed
  return sealed.map((part) => {
    if (!used.has(part.sequence)) return part
    const { counts: _waited, ...share } = part
    return share
  })
}

/** A share of a collected step is a record at once; a first signature's parts are sealed when the second has signed. */
function contributed(state: CaseState, event: Extract<CaseEvent, { kind: 'contribution' }>): CaseState {
  const { step, sequence, at, signer } = event
  if (event.contribution === 'first') {
    const others = state.waiting.filter((one) => one.step !== step)
    return { ...state, waiting: [...others, { step, kind: 'first', sequence, at, signer, parts: event.parts }] }
  }
  return {
    ...state,
    sealed: [...state.sealed, ...event.parts.map((part): SealedPart => ({ ...part, counts: false }))],
    waiting: [...state.waiting, { step, kind: 'each', sequence, at, signer, parts: event.parts }],
  }
}

function withoutFirst<T>(items: readonly T[], isIt: (item: T) => boolean): readonly T[] {
  const place = items.findIndex(isIt)
  return place < 0 ? items : items.toSpliced(place, 1)
}

function limitsAfter(state: CaseState, { limits }: StepTaken, leaves: boolean): CaseState['limits'] {
  const stay = leaves ? { extendedBy: [], due: null } : state.limits
  return {
    extendedBy: limits?.extendedBy === undefined ? stay.extendedBy : [...stay.extendedBy, limits.extendedBy],
    due: limits?.due ?? stay.due,
  }
}

function firedAfter(state: CaseState, { step, signers, dueAt, at }: StepTaken, leaves: boolean): CaseState['fired'] {
  if (leaves) return {}
  if (!signers.some((signer) => signer.kind === 'system')) return state.fired
  const before = Object.hasOwn(state.fired, step) ? (state.fired[step] ?? []) : []
  return { ...state.fired, [step]: [...before, dueAt ?? at] }
}
