import type { Pool } from 'pg'
import type { RegisterRow, Values } from '#engine'
import { answered } from './transaction.ts'

/** A row with the version of its latest change. */
export type StoredRow = RegisterRow & Readonly<{ version: number }>

/** The registers as this process knows them; later changes come in as they are fetched. */
export type StoredRegisters = Readonly<{
  row(register: string, key: string): StoredRow | undefined
  /** In the order of the keys. */
  rows(register: string): readonly StoredRow[]
  versionOf(register: string): number
}>

/** One change of a row, as its history shows it. */
export type RowChange = Readonly<{
  version: number
  key: string
  set: Values
  removed: readonly string[]
  row: Values
  stream: string
  recordNumber: string
  serial: number
  at: string
}>

export type RegisterStore = Readonly<{
  /** Everything committed by now. A register is read whole once for each process, then only what changed since. */
  upToDate(): Promise<StoredRegisters>
  /** Rows as they stood at an instant. */
  rowsAt(register: string, at: string): Promise<readonly RegisterRow[]>
  /** Every change of one row, oldest first. */
  historyOf(register: string, key: string): Promise<readonly RowChange[]>
  /** The first change a part of a case made to each register. */
  firstChanges(stream: string, serial: number): Promise<ReadonlyMap<string, number>>
  /** Rows as they stood before a change; those that were not there yet are left out. */
  rowsBefore(register: string, keys: readonly string[], version: number): Promise<readonly RegisterRow[]>
}>

type Kept = { version: number; rows: Map<string, StoredRow>; sorted: readonly StoredRow[] | null }

export function makeRegisterStore(pool: Pick<Pool, 'query'>): RegisterStore {
  const kept = new Map<string, Kept>()
  const ask = async <Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    (await answered(pool.query<Row>({ name, text, values: [...values] }))).rows

  const fetch = async (register: string, version: number): Promise<void> => {
    const known = kept.get(register) ?? { version: 0, rows: new Map<string, StoredRow>(), sorted: null }
    if (known.version >= version) return
    const rows = await ask<StoredRow>(
      'rows-since',
      'select key, version, "values" from register_row where register = $1 and version > $2',
      [register, known.version],
    )
    for (const row of rows) if ((known.rows.get(row.key)?.version ?? 0) < row.version) known.rows.set(row.key, row)
    if (rows.length > 0) known.sorted = null
    known.version = rows.reduce((most, row) => Math.max(most, row.version), Math.max(known.version, version))
    kept.set(register, known)
  }
  const stored: StoredRegisters = {
    row: (register, key) => kept.get(register)?.rows.get(key),
    rows(register) {
      const found = kept.get(register)
      if (found === undefined) return []
      found.sorted ??= [...found.rows.values()].sort((one, other) => (one.key < other.key ? -1 : 1))
      return found.sorted
    },
    versionOf: (register) => kept.get(register)?.version ?? 0,
  }
  return {
    async upToDate() {
      const heads = await ask<Readonly<{ register: string; version: number }>>(
        'register-heads',
        'select register, version from register_head',
        [],
      )
      await Promise.all(heads.map(({ register, version }) => fetch(register, version)))
      return stored
    },
    rowsAt: (register, at) =>
      ask<RegisterRow>(
        'rows-at',
        'select distinct on (key) key, row as "values" from register_change where register = $1 and at < $2 order by key, version desc',
        [register, at],
      ),
    historyOf: (register, key) =>
      ask<RowChange>(
        'row-history',
        `select version, key, set, removed, row, stream, record_number as "recordNumber", serial, at from register_change
          where register = $1 and key = $2 order by version`,
        [register, key],
      ),
    async firstChanges(stream, serial) {
      const rows = await ask<Readonly<{ register: string; version: number }>>(
        'first-changes',
        'select register, min(version) as version from register_change where stream = $1 and serial = $2 group by register',
        [stream, serial],
      )
      return new Map(rows.map(({ register, version }) => [register, version]))
    },
    rowsBefore: (register, keys, version) =>
      ask<RegisterRow>(
        'rows-before',
        `select distinct on (key) key, row as "values" from register_change
          where register = $1 and key = any($2::text[]) and version < $3 order by key, version desc`,
        [register, keys, version],
      ),
  }
}
