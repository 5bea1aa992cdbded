import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { inScope, type Scope, scopeParameter } from './case-reader.ts'
import { gramsOf, searchable, termsOf } from './grams.ts'
import { answered } from './transaction.ts'

/** Text of a case (serial 0) or of one of its records. Whoever makes it leaves out what is sensitive. */
export type SearchText = Readonly<{ serial: number; number: string; body: string }>
export type SearchFound = Readonly<{ stream: string; serial: number; number: string }>

/** Fed by a worker from the outbox, so a little behind; never part of a writing transaction. */
export type SearchIndex = Readonly<{
  /** Replaces what is known of a case. */
  replace(stream: string, site: string | null, texts: readonly SearchText[]): Promise<void>
  /** Cases and records that contain every term, latest cases first. At most `limit`. */
  find(query: string, scope: Scope, limit: number): Promise<readonly SearchFound[]>
}>

export function makeSearchIndex(pool: Pick<Pool, 'query'>): SearchIndex {
  return {
    async replace(stream, site, texts) {
      const rows = texts.map(({ serial, number, body }) => ({ serial, number, body: searchable(`${number} ${body}`) }))
      const known = await answered(
        pool.query<{ serial: number; said: string }>({ name: 'known-search-texts', text: knownSql, values: [stream] }),
      )
      const said = new Map(known.rows.map((row) => [row.serial, row.said]))
      const changed = rows.filter((row) => said.get(row.serial) !== digestOf(site, row))
      if (changed.length === 0 && said.size === rows.length) return
      const fresh = changed.map((row) => ({ ...row, grams: gramsOf(row.body) }))
      const values = [stream, site, JSON.stringify(fresh), rows.map(({ serial }) => serial)]
      await answered(pool.query({ name: 'replace-search-texts', text: replaceSql, values }))
    },
    async find(query, scope, limit) {
      const terms = termsOf(query)
      if (terms.length === 0) return []
      const patterns = terms.map((term) => `%${term.replaceAll(/[\\%_]/g, '\\$&')}%`)
      return (
        await answered(
          pool.query<SearchFound>({
            name: 'find-text',
            text: findSql,
            values: [scopeParameter(scope), terms.flatMap(gramsOf), patterns, limit],
          }),
        )
      ).rows
    },
  }
}

/** Records do not change, and working out their grams and writing them again costs more than anything else a step does. */
const knownSql = `select serial, md5(concat_ws(E'\\x01', coalesce(site, ''), number, body)) as said from search_document where stream = $1`

function digestOf(site: string | null, { number, body }: Pick<SearchText, 'number' | 'body'>): string {
  return createHash('md5')
    .update([site ?? '', number, body].join('\x01'))
    .digest('hex')
}

// One statement: a reader never sees the case without its texts.
const replaceSql = `
with fresh as (select * from jsonb_to_recordset($3::jsonb) as t (serial int, number text, body text, grams text[])),
gone as (delete from search_document d where d.stream = $1 and d.serial <> all ($4::int[]))
insert into search_document as d (stream, serial, number, site, body, grams) select $1, serial, number, $2, body, grams from fresh
on conflict (stream, serial) do update set number = excluded.number, site = excluded.site, body = excluded.body, grams = excluded.grams`

const findSql = `select d.stream, d.serial, d.number from search_document d
  where d.grams @> $2::text[] and d.body like all ($3::text[])
    and ($1::text[] is null or exists (select from case_head h where h.id = d.stream and ${inScope}))
  order by d.stream desc, d.serial limit $4`
