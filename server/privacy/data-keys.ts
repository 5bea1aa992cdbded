import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { answered } from '../database/transaction.ts'
import { makeIdentifier } from '../identifier.ts'
import { KEY_BYTES } from '../keys/key-file.ts'
import { type KeyRing, KeysMissing } from './key-ring.ts'
import { type DataKey, dataKey } from './sealed-value.ts'
import type { Subject } from './subject-of-value.ts'

/** The keys of persons, as this process knows them: one journey for those it does not know, none for the others. */
export type DataKeys = Readonly<{
  /** The key of each subject; one that has none gets it, and two processes that begin at once get the same. */
  of(subjects: Iterable<Subject>): Promise<ReadonlyMap<Subject, DataKey>>
  /** Fetches these keys, for `known`. */
  fetch(ids: Iterable<string>): Promise<void>
  /** A key that was fetched; null where it was erased. */
  known(id: string): DataKey | null
  /** Forgets everything: after an erasure, and where a key turned out to be gone. */
  forget(): void
}>

type Row = Readonly<{ id: string; subject: string | null; wrapped: Buffer | null; kek: string }>

const MOST = 50_000

export function makeDataKeys(pool: Pick<Pool, 'query'>, ring: KeyRing): DataKeys {
  const bySubject = new Map<Subject, DataKey>()
  const byId = new Map<string, DataKey | null>()
  const forget = () => {
    bySubject.clear()
    byId.clear()
  }
  const note = ({ id, subject, wrapped, kek }: Row): void => {
    if (byId.size > MOST) forget()
    const bytes = wrapped === null ? null : ring.unwrap(id, kek, wrapped)
    if (wrapped !== null && bytes === null) throw new KeysMissing(ring.folder, `${kek}.key`)
    const key = bytes === null ? null : dataKey(id, bytes)
    byId.set(id, key)
    if (key !== null && subject !== null) bySubject.set(subject, key)
  }
  return {
    async of(subjects) {
      const wanted = [...new Set(subjects)]
      const unknown = wanted.filter((subject) => !bySubject.has(subject))
      if (unknown.length > 0) {
        const fresh = unknown.map((subject) => ({ id: makeIdentifier(), subject }))
        const { rows } = await answered(
          pool.query<Row>({
            name: 'keys-of-subjects',
            text: ofSubjects,
            values: [
              fresh.map(({ id }) => id),
              unknown,
              fresh.map(({ id }) => ring.wrap(id, randomBytes(KEY_BYTES))),
              fresh.map(() => ring.newest),
            ],
          }),
        )
        for (const row of rows) note(row)
        // Made by another process in between: it is there for the next statement.
        const raced = unknown.filter((subject) => !bySubject.has(subject))
        if (raced.length > 0) {
          const values = [raced]
          const text = 'select id, subject, wrapped, kek from personal_key where subject = any($1::text[])'
          for (const row of (await answered(pool.query<Row>({ name: 'keys-by-subject', text, values }))).rows) note(row)
        }
      }
      return new Map(wanted.map((subject) => [subject, keyOf(bySubject, subject)]))
    },
    async fetch(ids) {
      const unknown = [...new Set(ids)].filter((id) => !byId.has(id))
      if (unknown.length === 0) return
      const text = 'select id, subject, wrapped, kek from personal_key where id = any($1::uuid[])'
      const { rows } = await answered(pool.query<Row>({ name: 'keys-by-id', text, values: [unknown] }))
      for (const row of rows) note(row)
      const found = new Set(rows.map(({ id }) => id))
      for (const id of unknown) if (!found.has(id)) byId.set(id, null)
    },
    known: (id) => byId.get(id) ?? null,
    forget,
  }
}

function keyOf(known: ReadonlyMap<Subject, DataKey>, subject: Subject): DataKey {
  const key = known.get(subject)
  if (key === undefined) throw new Error('Expected every data subject to have a key now, but one has none')
  return key
}

const ofSubjects = `with asked as (select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[]) as a (id, subject, wrapped, kek)),
  made as (insert into personal_key (id, subject, wrapped, kek) select * from asked on conflict (subject) do nothing returning id, subject, wrapped, kek)
  select id, subject, wrapped, kek from made union all select k.id, k.subject, k.wrapped, k.kek from personal_key k where k.subject = any($2::text[])`
