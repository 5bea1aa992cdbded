import { parse } from 'yaml'

/**
 * A second opinion on who may take which step when, read from the YAML alone. It shares no line with the engine: where
 * the two differ, one of them misreads the document. It knows nothing of values: what depends on a condition comes back
 * as every answer the condition could lead to.
 */
export type Verdict =
  | 'case-closed'
  | 'step-not-open'
  | 'step-is-automatic'
  | 'role-missing'
  | 'not-expected-here'
  | 'same-person'
  | 'already-contributed'
  | 'undecided'
  | 'admitted'

export type Hands = Readonly<{ person: string; for: string | null }>
export type Taking = Readonly<{ step: string; hands: readonly Hands[] }>
export type Share = Readonly<{ step: string; hands: Hands }>
/** Where a case stands: its state, what was taken before, and what waits to be completed. */
export type Standing = Readonly<{ state: string; taken: readonly Taking[]; waiting: readonly Share[] }>
export type Actor = Readonly<{ person: string; roles: readonly Readonly<{ role: string; for: string | null }>[] }>

type Role = string | Readonly<{ role: string; when?: string }>
type Several = Readonly<{ each: string; of?: string; at_least: number }>
export type DeclaredStep = Readonly<{
  from: readonly string[]
  to: string
  by: string | readonly Role[] | Several
  separate_from?: readonly (string | object)[]
}>
export type Declared = Readonly<{
  code: string
  initial: string
  states: Readonly<Record<string, Readonly<{ final?: boolean }>>>
  steps: Readonly<Record<string, DeclaredStep>>
}>

export function readDocument(text: string): Declared {
  return parse(text) as Declared
}

/** Every verdict the document allows on this attempt. */
export function verdicts(document: Declared, standing: Standing, step: string, actor: Actor): ReadonlySet<Verdict> {
  if (document.states[standing.state]?.final) return new Set(['case-closed'])
  const declared = Object.hasOwn(document.steps, step) ? document.steps[step] : undefined
  if (!declared?.from.includes(standing.state)) return new Set(['step-not-open'])
  const { always, sometimes } = rolesOf(declared)
  if ([...always, ...sometimes].every((role) => role === 'system')) return new Set(['step-is-automatic'])
  const answers = new Set<Verdict>(sometimes.length > 0 ? ['undecided'] : [])
  // No condition holds: the roles without one. Otherwise those whose condition holds, and only they.
  for (const acting of [always, ...subsets(sometimes)])
    for (const answer of verdictsIn(declared, standing, step, actor, acting)) answers.add(answer)
  return answers
}

function rolesOf({ by }: DeclaredStep): Readonly<{ always: readonly string[]; sometimes: readonly string[] }> {
  if (typeof by === 'string') return { always: [by], sometimes: [] }
  if ('each' in by) return { always: [by.each], sometimes: [] }
  const always = by.flatMap((one) => (typeof one === 'string' ? [one] : one.when === undefined ? [one.role] : []))
  const sometimes = by.flatMap((one) => (typeof one === 'object' && one.when !== undefined ? [one.role] : []))
  return { always, sometimes }
}

/** Every way in which some of the conditions hold, but at least one. */
function subsets(roles: readonly string[]): readonly (readonly string[])[] {
  const ways = Array.from({ length: 2 ** roles.length - 1 }, (_, index) => index + 1)
  return ways.map((way) => roles.filter((_, place) => (way & (2 ** place)) > 0))
}

function verdictsIn(declared: DeclaredStep, standing: Standing, step: string, actor: Actor, acting: readonly string[]): readonly Verdict[] {
  const held = actor.roles.filter(({ role }) => acting.includes(role))
  const inOrder = [...held.filter((one) => one.for === null), ...held.filter((one) => one.for !== null)]
  if (inOrder.length === 0) return ['role-missing']
  const each = inOrder.map((role) => barOf(declared, standing, step, { person: actor.person, for: role.for }))
  const named = typeof declared.by === 'object' && 'of' in declared.by && declared.by.of !== undefined
  const certain: Verdict = each.includes(null) ? 'admitted' : (each[0] ?? 'admitted')
  // Who is named depends on values: they may not be, or the list itself may not be there yet.
  return named ? [certain, 'not-expected-here', 'undecided', ...each.filter((bar) => bar !== null)] : [certain]
}

/** What bars these hands from the step: they took one it is kept apart from, or gave their share already. */
function barOf(declared: DeclaredStep, standing: Standing, step: string, hands: Hands): Verdict | null {
  const apart = (declared.separate_from ?? []).filter((other) => typeof other === 'string')
  for (const other of apart) {
    const latest = standing.taken.filter((taking) => taking.step === other).at(-1)
    if (latest?.hands.some((one) => meet(one, hands))) return 'same-person'
  }
  return standing.waiting.some((share) => share.step === step && meet(share.hands, hands)) ? 'already-contributed' : null
}

function meet(one: Hands, other: Hands): boolean {
  return [one.person, one.for].some((person) => person !== null && [other.person, other.for].includes(person))
}
