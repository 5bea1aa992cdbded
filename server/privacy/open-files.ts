import type { CompiledProcedure, Values } from '#engine'
import { attachmentIds } from '#records'
import { marksOf } from './sensitive-marks.ts'

/** Files of a part that are shown like any value: those of fields no form marks. A photo of a person is not among them. */
export function openFiles(values: Values, procedure: CompiledProcedure): readonly string[] {
  const marks = marksOf(procedure)
  return attachmentIds(Object.fromEntries(Object.entries(values).filter(([key]) => !marks.has(key))))
}

/** Where a marked file stands in a part, as a JSON pointer; null where it does not. */
export function placeOfFile(values: Values, procedure: CompiledProcedure, id: string): string | null {
  const marks = marksOf(procedure)
  const found = Object.entries(values).find(([key, value]) => marks.has(key) && attachmentIds({ value }).includes(id))
  return found === undefined ? null : `/${found[0]}`
}
