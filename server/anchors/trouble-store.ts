import type { Pool } from 'pg'
import type { Words } from '#engine'
import { answered } from '../database/transaction.ts'
import type { Custodian } from './custodian.ts'

type Reading = Pick<Pool, 'query'>

/**
 * What stands in the way of carrying checkpoints to a custodian, until it has gone well again. `alarm`: what is outside and
 * what is here contradict each other, or an answer was false; else the way there is blocked.
 */
export type NotedTrouble = Readonly<{ alarm: boolean; words: Words; since: string }>

/** Keeps the moment it began as long as it is of the same kind, in whichever process it was met. */
export async function noteTrouble(pool: Reading, { kind, name }: Pick<Custodian, 'kind' | 'name'>, noted: NotedTrouble): Promise<void> {
  const { alarm, words, since } = noted
  await answered(
    pool.query({
      name: 'note-anchor-trouble',
      text: `insert into anchor_trouble as t (kind, name, alarm, words_zh, words_en, since) values ($1, $2, $3, $4, $5, $6)
        on conflict (kind, name) do update set alarm = excluded.alarm, words_zh = excluded.words_zh, words_en = excluded.words_en,
          since = case when t.alarm = excluded.alarm then t.since else excluded.since end`,
      values: [kind, name, alarm, words.zh, words.en, since],
    }),
  )
}

export async function endTrouble(pool: Reading, { kind, name }: Pick<Custodian, 'kind' | 'name'>): Promise<void> {
  await answered(
    pool.query({ name: 'end-anchor-trouble', text: 'delete from anchor_trouble where kind = $1 and name = $2', values: [kind, name] }),
  )
}

export async function troubleOf(pool: Reading, { kind, name }: Pick<Custodian, 'kind' | 'name'>): Promise<NotedTrouble | null> {
  const { rows } = await answered(
    pool.query<{ alarm: boolean; zh: string; en: string; since: string }>({
      name: 'anchor-trouble',
      text: 'select alarm, words_zh as zh, words_en as en, since from anchor_trouble where kind = $1 and name = $2',
      values: [kind, name],
    }),
  )
  const [found] = rows
  return found === undefined ? null : { alarm: found.alarm, words: { zh: found.zh, en: found.en }, since: found.since }
}
