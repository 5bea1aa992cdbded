import type { RegisterReader, RegisterRow } from './register-reader.ts'

/** The registers as they were read, and over them what has been changed since. */
export class RegistersInSight implements RegisterReader {
  readonly #stored: RegisterReader
  readonly #changed = new Map<string, Map<string, RegisterRow>>()

  constructor(stored: RegisterReader) {
    this.#stored = stored
  }

  change(register: string, row: RegisterRow): void {
    const rows = this.#changed.get(register) ?? new Map<string, RegisterRow>()
    rows.set(row.key, row)
    this.#changed.set(register, rows)
  }

  row(register: string, key: string): RegisterRow | undefined {
    return this.#changed.get(register)?.get(key) ?? this.#stored.row(register, key)
  }

  rows(register: string): readonly RegisterRow[] {
    const changed = this.#changed.get(register)
    const stored = this.#stored.rows(register)
    if (changed === undefined) return stored
    const rows = new Map([...stored, ...changed.values()].map((row) => [row.key, row]))
    return [...rows.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1))
  }
}
