import type { Pool } from 'pg'
import { isUuid } from '../database/case-reader.ts'
import { personalValuesOf } from './personal-values.ts'
import type { Subject } from './subject-of-value.ts'

/** How somebody is named: an ID number or phone, an account (login or id), or a case whose values name nobody else. */
export type PersonNamed = Readonly<{ by: 'number' | 'account' | 'case'; text: string }>

export type KeyOfPerson = Readonly<{ id: string; restricted: boolean }>

/** The keys under which the house holds something of this person; those erased are gone. */
export async function keysOfPerson(pool: Pool, named: PersonNamed): Promise<readonly KeyOfPerson[]> {
  const text = named.text.normalize('NFKC').trim()
  if (named.by === 'number') {
    const index = (await personalValuesOf(pool))?.indexOf(text) ?? null
    if (index === null) return []
    return keys(pool, 'id in (select b.key from blind_index b where b.value = $1) or subject = $2 and erased_at is null', [
      index,
      `id:${index.toString('hex')}`,
    ])
  }
  const subject = named.by === 'account' ? await subjectOfAccount(pool, text) : await subjectOfCase(pool, text)
  return subject === null ? [] : keys(pool, 'subject = $1', [subject])
}

async function keys(pool: Pool, where: string, values: unknown[]): Promise<readonly KeyOfPerson[]> {
  return (await pool.query<KeyOfPerson>(`select id, restricted from personal_key where ${where} order by id`, values)).rows
}

async function subjectOfAccount(pool: Pool, text: string): Promise<Subject | null> {
  if (isUuid(text)) return `person:${text.toLowerCase()}`
  const { rows } = await pool.query<{ person: string }>('select person from account where login = $1', [text])
  return rows[0] === undefined ? null : `person:${rows[0].person}`
}

async function subjectOfCase(pool: Pool, number: string): Promise<Subject | null> {
  const { rows } = await pool.query<{ id: string }>('select id from case_head where number = $1', [number])
  return rows[0] === undefined ? null : `case:${rows[0].id}`
}
