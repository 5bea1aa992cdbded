import type { CaseState, SealedPart } from '../case/case-state.ts'
import type { World } from '../case/decision.ts'
import type { FieldValue, Values } from '../case/values.ts'
import type { CompiledProcedure } from '../compile/compiled-procedure.ts'
import { sameValue } from '../form/same-value.ts'
import { changesOfPart, type RegisterChange } from './register-changes.ts'
import type { RegisterReader } from './register-reader.ts'
import { RegistersInSight } from './registers-in-sight.ts'

/** A sealed part before and after one of its values was put right, and the registers as they stood before it was sealed. */
export type Corrected = Readonly<{
  procedure: CompiledProcedure
  part: SealedPart
  before: CaseState
  after: CaseState
  world: World
  past: RegisterReader
}>

/**
 * What a correction does to the rows the part once set: a column follows where it still says what the part said then.
 * Where a later record has set it since, that record's word stays.
 */
export function correctedChanges(
  { procedure, part, before, after, world, past }: Corrected,
  now: RegisterReader,
): readonly RegisterChange[] {
  const said = rowsOf(changesOfPart(procedure, before, part, ...from(world, past)))
  const says = rowsOf(changesOfPart(procedure, after, part, ...from(world, past)))
  const places = new Map([...said, ...says].map(([name, { register, key }]) => [name, { register, key }]))
  return [...places].flatMap(([name, { register, key }]) => {
    const earlier = past.row(register, key)?.values ?? {}
    const [old, right] = [said.get(name)?.row ?? earlier, says.get(name)?.row ?? earlier]
    const change = following(now.row(register, key)?.values ?? {}, old, right)
    return change === null ? [] : [{ register, key, form: part.form, serial: part.serial, ...change }]
  })
}

function from(world: World, past: RegisterReader): readonly [World, RegistersInSight] {
  const sight = new RegistersInSight(past)
  return [{ ...world, registers: sight }, sight]
}

/** The last word of a part on each row. */
function rowsOf(changes: readonly RegisterChange[]): ReadonlyMap<string, RegisterChange> {
  return new Map(changes.map((change) => [JSON.stringify([change.register, change.key]), change]))
}

function following(now: Values, old: Values, right: Values): Pick<RegisterChange, 'set' | 'removed' | 'row'> | null {
  const columns = [...new Set([...Object.keys(old), ...Object.keys(right)])].filter(
    (column) => !sameValue(old[column], right[column]) && sameValue(now[column], old[column]),
  )
  if (columns.length === 0) return null
  const set = columns.flatMap((column): [string, FieldValue][] => {
    const value = right[column]
    return value === undefined ? [] : [[column, value]]
  })
  const removed = columns.filter((column) => right[column] === undefined)
  const row = Object.entries({ ...now, ...Object.fromEntries(set) }).filter(([column]) => !removed.includes(column))
  return { set: Object.fromEntries(set), removed, row: Object.fromEntries(row) }
}
