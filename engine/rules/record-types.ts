import type { Environment } from '@marcbachmann/cel-js'

/** CEL type of each named part, e.g. `{ score: 'Decimal', note: 'string' }`. */
export type FieldTypes = ReadonlyMap<string, string>

/**
 * A typed thing with named parts inside a rule: a row, a person, a related case. It is a Map, so that a part named
 * `constructor` is a part like any other and an unset part is simply not there.
 */
export type RecordValue = ReadonlyMap<string, unknown>
export type RecordType = Readonly<{ name: string; fields: FieldTypes; of(parts: Iterable<readonly [string, unknown]>): RecordValue }>

/** Declares a type with named parts. The library tells types apart by their class, so each gets one of its own. */
export function registerRecordType(cel: Environment, name: string, fields: FieldTypes): RecordType {
  const ctor = class extends Map<string, unknown> {}
  const declared: Record<string, string> = Object.create(null)
  for (const [key, type] of fields) declared[key] = type
  cel.registerType(name, { ctor, fields: declared })
  return { name, fields, of: (parts) => new ctor(parts) }
}
