import type { AllValues } from './part-values.ts'

/** What is typed and not yet submitted, one draft a person, case and step. Sensitive values never come here. */
export type DraftPlace = Readonly<{ person: string; case: string; step: string }>

const prefix = 'guiju.draft'

function keyOf({ person, case: id, step }: DraftPlace): string {
  return [prefix, person, id, step].map(encodeURIComponent).join('/')
}

export function keepDraft(storage: Storage, place: DraftPlace, values: AllValues): void {
  try {
    storage.setItem(keyOf(place), JSON.stringify(values))
  } catch {
    // A full or forbidden storage costs the draft, never the form.
  }
}

/** The draft kept, if its shape is still that of values by part. */
export function readDraft(storage: Storage, place: DraftPlace): AllValues | undefined {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(place)) ?? 'null')
    return isAllValues(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

export function forgetDraft(storage: Storage, place: DraftPlace): void {
  storage.removeItem(keyOf(place))
}

/** A draft laid over what the form starts with; parts the step no longer has are dropped. */
export function withDraft(start: AllValues, draft: AllValues): AllValues {
  return Object.fromEntries(Object.entries(start).map(([part, values]) => [part, { ...values, ...draft[part] }]))
}

function isAllValues(kept: unknown): kept is AllValues {
  return isObject(kept) && Object.values(kept).every(isObject)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
