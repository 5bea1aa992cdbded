import type { Environment } from '@marcbachmann/cel-js'
import type { AttachmentValue, FieldValue, PersonValue, RowValue, ScalarValue } from '../case/values.ts'
import type { Field } from '../language/form.generated.ts'
import type { Table } from '../language/lists.generated.ts'
import { CalendarDate, InstantValue } from './date-values.ts'
import { Decimal } from './decimal.ts'
import { type FieldTypes, type RecordType, type RecordValue, registerRecordType } from './record-types.ts'

/** How a field stands in a rule: its CEL type, and how a canonical value becomes a value of that type. */
export type RuleType = Readonly<{ cel: string; toRule(value: FieldValue): unknown }>

/** The types with named parts that one environment knows, by CEL name. */
export type RuleTypes = Readonly<{
  cel: Environment
  person: RecordType
  attachment: RecordType
  records: Map<string, RecordType>
}>

export function registerRuleTypes(cel: Environment): RuleTypes {
  const person = registerRecordType(
    cel,
    'Person',
    new Map([
      ['person', 'string'],
      ['name', 'string'],
    ]),
  )
  const attachment = registerRecordType(
    cel,
    'Attachment',
    new Map([
      ['attachment', 'string'],
      ['name', 'string'],
      ['type', 'string'],
      ['size', 'int'],
      ['sha256', 'string'],
    ]),
  )
  // A person is the identity, not the name printed that day: a person id compares with it.
  cel.registerOperator('Person == Person: bool', (a: RecordValue, b: RecordValue) => a.get('person') === b.get('person'))
  cel.registerOperator('Person == string: bool', (a: RecordValue, b: string) => a.get('person') === b)
  return {
    cel,
    person,
    attachment,
    records: new Map([
      ['Person', person],
      ['Attachment', attachment],
    ]),
  }
}

/** Declares a type with named parts under a name of its own. */
export function declareRecord(types: RuleTypes, name: string, fields: FieldTypes): RecordType {
  const record = registerRecordType(types.cel, name, fields)
  types.records.set(name, record)
  return record
}

/** The rule type of a field. `name` names the row type of a list of rows and is unique in the environment. */
export function ruleTypeOf(types: RuleTypes, field: Field, name: string): RuleType {
  if (field.type !== 'list') return scalarType(types, field.type)
  if (field.of === 'row') return rowsType(types, field, name)
  const item = scalarType(types, field.of ?? 'string')
  return { cel: `list<${item.cel}>`, toRule: (value) => (value as readonly ScalarValue[]).map((each) => item.toRule(each)) }
}

function scalarType(types: RuleTypes, type: Exclude<Field['type'], 'list'>): RuleType {
  switch (type) {
    case 'integer':
      return { cel: 'int', toRule: (value) => BigInt(value as number) }
    case 'number':
    case 'money':
      return { cel: 'Decimal', toRule: (value) => new Decimal(value as string) }
    case 'date':
      return { cel: 'Date', toRule: (value) => new CalendarDate(value as string) }
    case 'datetime':
      return { cel: 'Instant', toRule: (value) => new InstantValue(value as string) }
    case 'boolean':
      return { cel: 'bool', toRule: (value) => value }
    case 'person':
      return { cel: 'Person', toRule: (value) => types.person.of(Object.entries(value as PersonValue)) }
    case 'attachment':
      return { cel: 'Attachment', toRule: (value) => types.attachment.of(attachmentParts(value as AttachmentValue)) }
    case 'string':
    case 'text':
    case 'enum':
    case 'organisation':
      return { cel: 'string', toRule: (value) => value }
    default:
      return type satisfies never
  }
}

function attachmentParts(value: AttachmentValue): [string, unknown][] {
  return Object.entries(value).map(([key, part]) => [key, typeof part === 'number' ? BigInt(part) : part])
}

function rowsType(types: RuleTypes, field: Field, name: string): RuleType {
  const columns = new Map(Object.entries(field.columns ?? {}).map(([key, column]) => [key, ruleTypeOf(types, column, `${name}_${key}`)]))
  const record = declareRecord(types, name, celTypes(columns))
  return {
    cel: `list<${name}>`,
    toRule: (rows) => (rows as readonly RowValue[]).map((row) => record.later((key) => valueIn(columns, row, key))),
  }
}

export function celTypes(types: ReadonlyMap<string, RuleType>): FieldTypes {
  return new Map([...types].map(([key, type]) => [key, type.cel]))
}

/** One column of a row as a value of a rule; `undefined` where it is not filled. */
function valueIn(columns: ReadonlyMap<string, RuleType>, row: RowValue, key: string): unknown {
  const value = Object.hasOwn(row, key) ? row[key] : undefined
  return value === undefined ? undefined : columns.get(key)?.toRule(value)
}

/** The values that have a declared type, as values of a rule; others are left out. */
export function* converted(
  types: ReadonlyMap<string, RuleType>,
  values: Readonly<Record<string, FieldValue>>,
): Iterable<[string, unknown]> {
  for (const [key, type] of types) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    if (value !== undefined) yield [key, type.toRule(value)]
  }
}

const columnTypes = { string: 'string', integer: 'int', number: 'Decimal', boolean: 'bool' } as const

/** A table of the reference data: its CEL type and its rows. */
export function tableOf(types: RuleTypes, table: Table, name: string): Readonly<{ cel: string; rows: readonly RecordValue[] }> {
  const columns = Object.entries(table.columns)
  const record = declareRecord(types, name, new Map(columns.map(([key, type]) => [key, columnTypes[type]])))
  const cell = (type: keyof typeof columnTypes, value: string | number | boolean): unknown =>
    type === 'integer' ? BigInt(value) : type === 'number' ? new Decimal(String(value)) : value
  const rows = table.rows.map((row) =>
    record.of(
      columns.flatMap(([key, type]) => (Object.hasOwn(row, key) && row[key] !== undefined ? [[key, cell(type, row[key])] as const] : [])),
    ),
  )
  return { cel: `list<${name}>`, rows }
}
