import type { Environment } from '@marcbachmann/cel-js'

/** CEL type of each named part, e.g. `{ score: 'Decimal', note: 'string' }`. */
export type FieldTypes = ReadonlyMap<string, string>

/**
 * A typed thing with named parts inside a rule: a row, a person, a related case. It is a Map, so that a part named
 * `constructor` is a part like any other and an unset part is simply not there.
 */
export type RecordValue = ReadonlyMap<string, unknown>
export type RecordType = Readonly<{
  name: string
  fields: FieldTypes
  of(parts: Iterable<readonly [string, unknown]>): RecordValue
  /** The same, each part worked out when a rule reads it: of many rows a rule looks at few parts. */
  later(part: (key: string) => unknown): RecordValue
}>

/** Declares a type with named parts. The library tells types apart by their class, so each gets one of its own. */
export function registerRecordType(cel: Environment, name: string, fields: FieldTypes): RecordType {
  const ctor = class extends LaterParts {}
  const declared: Record<string, string> = Object.create(null)
  for (const [key, type] of fields) declared[key] = type
  cel.registerType(name, { ctor, fields: declared })
  return { name, fields, of: (parts) => new ctor(parts), later: (part) => new ctor([]).with(fields, part) }
}

/** A Map some of whose parts are had on first reading. */
class LaterParts extends Map<string, unknown> {
  #names: FieldTypes | undefined
  #part: ((key: string) => unknown) | undefined
  with(names: FieldTypes, part: (key: string) => unknown): this {
    this.#names = names
    this.#part = part
    return this
  }
  override get(key: string): unknown {
    if (this.#part === undefined || this.#names?.has(key) !== true || super.has(key)) return super.get(key)
    const value = this.#part(key)
    if (value !== undefined) super.set(key, value)
    return value
  }
  override has(key: string): boolean {
    return this.#part === undefined ? super.has(key) : this.get(key) !== undefined
  }
  override get size(): number {
    return this.#whole().#had
  }
  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries()
  }
  override entries(): MapIterator<[string, unknown]> {
    return this.#whole().#entries()
  }
  override keys(): MapIterator<string> {
    return this.#whole().#keys()
  }
  // What looks at a thing as a whole, as `==` does, sees all its parts.
  #whole(): this {
    for (const name of this.#names?.keys() ?? []) this.get(name)
    return this
  }
  get #had(): number {
    return super.size
  }
  #entries(): MapIterator<[string, unknown]> {
    return super.entries()
  }
  #keys(): MapIterator<string> {
    return super.keys()
  }
}
