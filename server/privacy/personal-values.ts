import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import type { Opening } from '#records'
import type { Statement, UnitOfWork } from '../database/ledger.ts'
import { blindIndex } from './blind-index.ts'
import { type DataKeys, makeDataKeys } from './data-keys.ts'
import { type KeyRing, KeysMissing, readKeyRing } from './key-ring.ts'
import { openStored, ownedOpenings, type StoredOpening, sealOpening } from './seal-openings.ts'
import { forgetOpened, keysInState, openState, sealState, subjectsOfState } from './seal-state.ts'
import type { SensitiveMarks } from './sensitive-marks.ts'
import { forgetSubjects } from './subject-of-value.ts'

/**
 * What stands between the house and its database where sensitive values pass: they go in sealed under the key of whom they
 * are about, and come out open. The engine, the records and the pages know nothing of it.
 */
export type PersonalValues = Readonly<{
  ring: KeyRing
  /** The statement that stores the openings of a unit, and the one that keeps their keys from being erased meanwhile. */
  openings(unit: Pick<UnitOfWork, 'entries'>): Promise<SealedUnit>
  /** A case as it is stored. */
  seal(state: CaseState, marks: SensitiveMarks): Promise<unknown>
  openStates(stored: readonly CaseState[]): Promise<readonly CaseState[]>
  /** Openings in the order of the rows; null where the key was erased. */
  openOpenings(rows: readonly StoredOpening[]): Promise<readonly (Opening | null)[]>
  /** What a number of a person is filed under; null where the text is too short to be one. */
  indexOf(text: string): Buffer | null
  forget(): void
}>

export type SealedUnit = Readonly<{
  /** The rows of `opening`, one array for each column. */
  statements: readonly Statement[]
  /** Keys that must still be there when the unit is stored. */
  keys: readonly string[]
}>

const doors = new WeakMap<object, Promise<PersonalValues>>()
const folders = new Set<string>()

/**
 * Reads the keys of a database's personal data, once for each pool, before it is served or written through it.
 * @throws KeysMissing where values are sealed with a key that is not in the folder.
 */
export function unlockPersonalValues(pool: Pick<Pool, 'query'>, folder: string): Promise<PersonalValues> {
  const known = doors.get(pool)
  if (known !== undefined) return known
  folders.add(folder)
  const opening = makePersonalValues(pool, folder)
  doors.set(pool, opening)
  opening.catch(() => doors.delete(pool))
  return opening
}

/**
 * The door of this pool. A pool nobody has unlocked (a database restored beside, a command that only looks) is opened
 * with the keys this process has read for another, where they fit; null where none do.
 */
export async function personalValuesOf(pool: object): Promise<PersonalValues | null> {
  const known = doors.get(pool)
  if (known !== undefined) return known
  if (!('query' in pool)) return null
  for (const folder of folders)
    try {
      return await unlockPersonalValues(pool as Pick<Pool, 'query'>, folder)
    } catch (error) {
      if (!(error instanceof KeysMissing)) throw error
    }
  return null
}

/** Where a command looks for keys; the database is opened with them when it first shows a sealed value. */
export function lookForKeysIn(folder: string): void {
  folders.add(folder)
}

async function makePersonalValues(pool: Pick<Pool, 'query'>, folder: string): Promise<PersonalValues> {
  const { rows } = await pool.query<{ kek: string; id: string; wrapped: Buffer }>(oneOfEachWrapping)
  const ring = await readKeyRing(folder, { mayMake: rows.length === 0 })
  for (const { kek, id, wrapped } of rows) if (ring.unwrap(id, kek, wrapped) === null) throw new KeysMissing(folder, `${kek}.key`)
  const keys = makeDataKeys(pool, ring)
  return {
    ring,
    openings: (unit) => sealUnit(unit, keys, ring),
    async seal(state, marks) {
      const sealing = { marks, of: { id: state.id, person: personOf(state) }, index: ring.index }
      return sealState(state, sealing, await keys.of(subjectsOfState(state, sealing)))
    },
    async openStates(stored) {
      await keys.fetch(stored.flatMap((state) => [...keysInState(state)]))
      return stored.map((state) => openState(state, keys.known))
    },
    async openOpenings(rows) {
      await keys.fetch(rows.flatMap(({ key }) => (key === null ? [] : [key])))
      return rows.map((row) => openStored(row, keys.known))
    },
    indexOf: (text) => blindIndex(ring.index, text),
    forget() {
      keys.forget()
      forgetOpened()
      forgetSubjects()
    },
  }
}

/** From one wrapping key to the next by the index: a house knows many people and few wrapping keys. */
const oneOfEachWrapping = `with recursive one as (
    (select kek, id, wrapped from personal_key where wrapped is not null order by kek limit 1)
    union all
    select next.* from one, lateral (select kek, id, wrapped from personal_key p where p.wrapped is not null and p.kek > one.kek order by kek limit 1) next
  ) select kek, id, wrapped from one`

export function personOf({ subject }: CaseState): string | null {
  return typeof subject.person === 'string' ? subject.person : null
}

async function sealUnit({ entries }: Pick<UnitOfWork, 'entries'>, keys: DataKeys, ring: KeyRing): Promise<SealedUnit> {
  const owned = entries.flatMap((entry) => {
    if (!entry.payloads.some(({ openings }) => openings.length > 0)) return []
    const of = { id: entry.stream, person: entry.projection === null ? null : personOf(entry.projection) }
    return ownedOpenings(entry, entry.projection, of, ring.index).map((one) => ({ stream: entry.stream, one }))
  })
  if (owned.length === 0) return { statements: [], keys: [] }
  const found = await keys.of(owned.map(({ one }) => one.subject))
  const sealed = owned.map(({ stream, one }) => {
    const key = found.get(one.subject)
    if (key === undefined) throw new Error('Expected the key of every opening, but one is missing')
    return sealOpening(stream, one, key, ring.index)
  })
  const indexed = sealed.flatMap((one) => one.indexed)
  return {
    statements: [storeSealed(sealed.map((one) => one.sealed)), ...(indexed.length === 0 ? [] : [storeIndex(indexed)])],
    keys: [...new Set(sealed.map(({ sealed: { key } }) => key))],
  }
}

const storeSealed = (rows: readonly ReturnType<typeof sealOpening>['sealed'][]): Statement & { name: string } => ({
  name: 'store-sealed-openings',
  text: `insert into opening (stream, serial, path, key, sealed)
    select * from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::bytea[])
    on conflict (stream, serial, path) do nothing`,
  values: [
    rows.map(({ stream }) => stream),
    rows.map(({ serial }) => serial),
    rows.map(({ path }) => path),
    rows.map(({ key }) => key),
    rows.map(({ sealed }) => sealed),
  ],
})

const storeIndex = (rows: ReturnType<typeof sealOpening>['indexed']): Statement & { name: string } => ({
  name: 'store-blind-index',
  text: 'insert into blind_index (value, stream, key) select * from unnest($1::bytea[], $2::uuid[], $3::uuid[]) on conflict do nothing',
  values: [rows.map(({ value }) => value), rows.map(({ stream }) => stream), rows.map(({ key }) => key)],
})

/** Answers how many of the keys are still there, and keeps them until the transaction ends. */
export const holdKeys = (keys: readonly string[]) => ({
  name: 'hold-personal-keys',
  text: 'select id from personal_key where id = any($1::uuid[]) and erased_at is null order by id for share',
  values: [[...keys]],
})
