import type { Field } from '../language/form.generated.ts'
import type { RuleTypes } from './rule-types.ts'

/** What the place a rule stands in can take. `moment`: a date or an instant. `persons`: person ids or persons. `anything`: the place is in a document not yet written. */
export type ExpectedType = 'anything' | 'bool' | 'int' | 'string' | 'Date' | 'list' | 'moment' | 'persons' | Readonly<{ field: Field }>

/** Whether a value of the CEL type can stand there. */
export function fits(type: string, expected: ExpectedType, types: RuleTypes): boolean {
  if (typeof expected === 'object') return fitsField(type, expected.field, types)
  switch (expected) {
    case 'anything':
      return true
    case 'list':
      return type === 'list' || type.startsWith('list<')
    case 'moment':
      return type === 'Date' || type === 'Instant'
    case 'persons':
      return type === 'list<string>' || type === 'list<Person>'
    default:
      return type === expected
  }
}

/** The expected type in the words of a finding. */
export function expectedName(expected: ExpectedType): string {
  if (typeof expected === 'string')
    return { moment: 'Date | Instant', persons: 'list<string> | list<Person>' }[expected as string] ?? expected
  const { field } = expected
  if (field.type !== 'list') return takes[field.type].join(' | ')
  return field.of === 'row' ? 'list<row>' : `list<${takes[field.of ?? 'string'].join(' | ')}>`
}

const takes: Readonly<Record<Exclude<Field['type'], 'list'>, readonly string[]>> = {
  integer: ['int'],
  number: ['Decimal', 'int'],
  money: ['Decimal', 'int'],
  date: ['Date'],
  datetime: ['Instant'],
  boolean: ['bool'],
  string: ['string'],
  text: ['string'],
  enum: ['string'],
  organisation: ['string'],
  person: ['Person'],
  attachment: ['Attachment'],
}

function fitsField(type: string, field: Field, types: RuleTypes): boolean {
  if (field.type !== 'list') return takes[field.type].includes(type)
  const item = /^list<(.+)>$/.exec(type)?.[1]
  if (item === undefined) return false
  if (/^[A-Z]$/.test(item)) return true // the literal [] is a list of anything
  return field.of === 'row' ? fitsRow(item, field.columns ?? {}, types) : takes[field.of ?? 'string'].includes(item)
}

/** A row fits when it shares a column with the list, and every column they share fits. */
function fitsRow(item: string, columns: Readonly<Record<string, Field>>, types: RuleTypes): boolean {
  if (item.startsWith('map<string,')) return true // columns of a map literal are known when it is evaluated
  const row = types.records.get(item)
  if (row === undefined) return false
  const shared = Object.entries(columns).flatMap(([key, column]) => {
    const type = row.fields.get(key)
    return type === undefined ? [] : [fitsField(type, column, types)]
  })
  return shared.length > 0 && shared.every(Boolean)
}
