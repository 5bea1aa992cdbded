import type { CaseState, SealedPart } from './case-state.ts'
import type { Values } from './values.ts'

type PartName = Readonly<{ form: string; part: string }>

const known = new WeakMap<CaseState, Values>()

/** The number of the case itself among its numbers; the others stand in the fields their counters fill. */
export const caseNumberKey = 'case_number'

export function caseNumberOf(state: CaseState): string {
  return state.numbers[caseNumberKey] ?? ''
}

/**
 * Every field's value as last filled: the latest filling of each part counts, and where parts carry the same field the
 * one filled later. Corrected values stand in place of what was sealed.
 */
export function latestValues(state: CaseState): Values {
  const remembered = known.get(state)
  if (remembered !== undefined) return remembered
  const values = valuesWithout(state, [])
  known.set(state, values)
  return values
}

/** The same, as if the parts named had never been filled: they are being filled anew. */
export function valuesWithout(state: CaseState, parts: readonly PartName[]): Values {
  const { [caseNumberKey]: _own, ...numbers } = state.numbers
  return { ...numbers, ...merge(state, without(latestParts(state), parts)) }
}

/** Last filled values of one form, the parts named left out. */
export function formValues(state: CaseState, form: string, parts: readonly PartName[]): Values {
  return merge(
    state,
    without(latestParts(state), parts).filter((part) => part.form === form),
  )
}

function without(sealed: readonly SealedPart[], parts: readonly PartName[]): readonly SealedPart[] {
  return sealed.filter((one) => !parts.some(({ form, part }) => one.form === form && one.part === part))
}

/** How often a part has been filled. */
export function fillings(state: CaseState, form: string, part: string): number {
  return state.sealed.filter((sealed) => sealed.counts !== false && sealed.form === form && sealed.part === part).length
}

function latestParts(state: CaseState): readonly SealedPart[] {
  const latest = new Map<string, SealedPart>()
  for (const part of state.sealed) {
    if (part.counts === false) continue
    const place = `${part.form}/${part.part}`
    latest.delete(place)
    latest.set(place, part)
  }
  return [...latest.values()].sort((a, b) => a.serial - b.serial)
}

function merge(state: CaseState, parts: readonly SealedPart[]): Values {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(correctedValues(state, part))))
}

/** What a part says now: its sealed values with the corrections made since. */
export function correctedValues(state: CaseState, part: SealedPart): Values {
  const corrections = state.corrections.filter((correction) => correction.serial === part.serial)
  return corrections.length === 0
    ? part.values
    : { ...part.values, ...Object.fromEntries(corrections.map(({ field, value }) => [field, value])) }
}
