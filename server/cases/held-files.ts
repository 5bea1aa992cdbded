import type { CaseState } from '#engine'
import { attachmentIds } from '#records'

/** Files the case holds already: whoever may see the case may name them again in a later part. */
export function heldFiles(state: CaseState): ReadonlySet<string> {
  return new Set([...state.sealed, ...state.waiting.flatMap(({ parts }) => parts)].flatMap(({ values }) => attachmentIds(values)))
}
