import type { Column, RegisterDeclaration } from '../language/register.generated.ts'
import type { Library } from '../library.ts'
import type { RegisterReader, RegisterRow } from '../register/register-reader.ts'
import type { RecordType, RecordValue } from './record-types.ts'
import { reservedNames } from './reserved-names.ts'
import { celTypes, declareRecord, type RuleTypes, ruleTypeOf } from './rule-types.ts'

/** The part of a row that holds its key; no column may have this name. */
export const rowKey = 'key'

/** Types of one register in an environment: the register, and its rows. */
export type RegisterType = Readonly<{ row: RecordType; name: string; rowOf(row: RegisterRow): RecordValue }>
export type RegisterTypes = ReadonlyMap<string, RegisterType>

/** What `registers` stands for: every register by its name. */
export type RegisterNames = Readonly<{ type: string; registers: RegisterTypes; of(reader: RegisterReader): RecordValue }>

/** Declares `registers.<name>.at(key)`, `.has(key)` and `.rows`. Values are converted when a rule reads them. */
export function declareRegisters(library: Library, types: RuleTypes): RegisterNames {
  const declared = [...library.registers].map(([name, { value }]) => [name, declareRegister(types, value)] as const)
  const record = declareRecord(types, 'Registers', new Map(declared.map(([name, { type }]) => [name, type.name])))
  const makers = new Map(declared)
  return {
    type: record.name,
    registers: new Map(declared.map(([name, { row }]) => [name, row])),
    of: (reader) => record.later((name) => makers.get(name)?.valueOf(reader)),
  }
}

type Declared = Readonly<{ type: RecordType; row: RegisterType; valueOf(reader: RegisterReader): RecordValue }>

function declareRegister(types: RuleTypes, { register, columns }: RegisterDeclaration): Declared {
  const name = `RegisterRow_${register}`
  const usable = Object.entries(columns).filter(([key]) => !reservedNames.has(key) && key !== rowKey)
  const typed = new Map(usable.map(([key, column]) => [key, ruleTypeOf(types, stored(column), `${name}_${key}`)]))
  const row = declareRecord(types, name, new Map([...celTypes(typed), [rowKey, 'string']]))
  const type = declareRecord(types, `Register_${register}`, new Map([['rows', `list<${name}>`]]))
  const rowOf = ({ key, values }: RegisterRow) =>
    row.later((column) => {
      if (column === rowKey) return key
      const value = Object.hasOwn(values, column) ? values[column] : undefined
      return value === undefined ? undefined : typed.get(column)?.toRule(value)
    })
  const readers = new WeakMap<RecordValue, RegisterReader>()
  const readerOf = (value: RecordValue): RegisterReader => {
    const reader = readers.get(value)
    if (reader === undefined) throw new Error(`Expected register ${register} to be read by an evaluation, but it is of none`)
    return reader
  }
  const method = (called: string, returnType: string, handler: (value: RecordValue, key: string) => unknown) =>
    types.cel.registerFunction({
      name: called,
      receiverType: type.name,
      params: [{ name: 'key', type: 'string' }],
      returnType,
      handler,
    })
  method('at', name, (value, key) => rowOf(readerOf(value).row(register, key) ?? { key, values: {} }))
  method('has', 'bool', (value, key) => readerOf(value).row(register, key) !== undefined)
  return {
    type,
    row: { row, name, rowOf },
    valueOf: (reader) => {
      const value = type.later(() => reader.rows(register).map(rowOf))
      readers.set(value, reader)
      return value
    },
  }
}

/** A sensitive column holds masked text. */
function stored(column: Column): Column {
  return column.sensitive === undefined ? column : { ...column, type: 'string' }
}
