import type { Values } from '../case/values.ts'

/** A row of a register as it stands. `key` is what the row is about. */
export type RegisterRow = Readonly<{ key: string; values: Values }>

/** The registers as a decision sees them: given in, never fetched, the same throughout one decision. */
export type RegisterReader = Readonly<{
  /** The row of a key; `undefined` where the register has none. */
  row(register: string, key: string): RegisterRow | undefined
  /** Every row of a register, in the order of the keys. */
  rows(register: string): readonly RegisterRow[]
}>

/** Registers nothing has been written to. */
export const emptyRegisters: RegisterReader = { row: () => undefined, rows: () => [] }
