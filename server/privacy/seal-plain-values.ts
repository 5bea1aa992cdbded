import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import { makePool } from '../database/connection-pool.ts'
import type { PlannedEntry } from '../database/ledger.ts'
import type { Statement, Transaction } from '../database/transaction.ts'
import { inTransaction } from '../database/transaction.ts'
import { unlockPersonalValues } from './personal-values.ts'
import { marksByBaseline } from './seal-by-baseline.ts'

const BATCH = 100

/**
 * Seals what an installation kept in plain before values were sealed: openings, and the copies of cases kept for reading.
 * Runs as owner of the tables, once, as part of the migration; what it does not reach it finds the next time. The tables are
 * then written anew, so that no old page holds a value. Answers how many values were sealed.
 */
export async function sealPlainValues(adminUrl: string, keysFolder: string): Promise<number> {
  const pool = makePool(adminUrl, { max: 2 })
  try {
    const streams = await plainStreams(pool)
    if (streams.length === 0) return 0
    const { rows } = await pool.query<{ owner: string }>(
      "select relowner::regrole::text as owner from pg_class where oid = 'opening'::regclass",
    )
    const owner = rows[0]?.owner ?? ''
    const ownerPool = makePool(`${adminUrl}${adminUrl.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c role=${owner}`)}`, {
      max: 2,
    })
    try {
      let sealed = 0
      for (let from = 0; from < streams.length; from += BATCH)
        sealed += await sealStreams(ownerPool, streams.slice(from, from + BATCH), keysFolder)
      for (const table of ['opening', 'case_head']) await ownerPool.query(`vacuum full ${table}`)
      return sealed
    } finally {
      await ownerPool.end()
    }
  } finally {
    await pool.end()
  }
}

async function plainStreams(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ stream: string }>('select distinct stream from opening where sealed is null order by stream')
  return rows.map(({ stream }) => stream)
}

/** Why this database must not be served yet, or null. */
export async function whyStillPlain(pool: Pick<Pool, 'query'>): Promise<string | null> {
  const { rowCount } = await pool.query('select from opening where sealed is null limit 1')
  return rowCount === 0
    ? null
    : '数据库中有未加密的个人数据，请先运行 guiju migrate。 Expected the personal data of this database to be sealed, but some stands in plain: run guiju migrate first.'
}

type Row = Readonly<{
  stream: string
  serial: number
  path: string
  salt: Buffer
  value: string
  form: string
  part: string
  sequence: number
}>

async function sealStreams(pool: Pool, streams: readonly string[], keysFolder: string): Promise<number> {
  const personal = await unlockPersonalValues(pool, keysFolder)
  const openings = await pool.query<Row>(
    `select o.stream, o.serial, o.path, o.salt, o.value, p.form, p.part, p.sequence from opening o join payload p on p.stream = o.stream and p.serial = o.serial
      where o.stream = any($1::uuid[]) and o.sealed is null`,
    [streams],
  )
  const heads = await pool.query<{ projection: CaseState }>('select projection from case_head where id = any($1::uuid[])', [streams])
  const states = new Map((await personal.openStates(heads.rows.map(({ projection }) => projection))).map((state) => [state.id, state]))
  const statements: Statement[] = []
  for (const [stream, rows] of Map.groupBy(openings.rows, (row) => row.stream)) {
    const state = states.get(stream) ?? null
    const marks = state === null ? new Map() : await marksByBaseline(pool, state)
    const entries = [...Map.groupBy(rows, ({ sequence }) => sequence)].map(([sequence, own]) => ({
      ...entryOf(stream, sequence, own, state),
      marks,
    }))
    statements.push(...asUpdates((await personal.openings({ entries })).statements))
    if (state !== null)
      statements.push({
        text: 'update case_head set projection = $2::jsonb where id = $1',
        values: [stream, JSON.stringify(await personal.seal(state, marks))],
      })
  }
  await inTransaction(pool, [], async (transaction) => {
    await withoutGuard(transaction, () => transaction.sendAll(statements))
    return { end: 'commit', result: undefined }
  })
  return openings.rows.length
}

/** The append-only trigger sleeps for this transaction alone: nobody else sees the table without it. */
async function withoutGuard(transaction: Transaction, work: () => Promise<unknown>): Promise<void> {
  await transaction.send({ text: 'alter table opening disable trigger opening_append_only', values: [] })
  await work()
  await transaction.send({ text: 'alter table opening enable always trigger opening_append_only', values: [] })
}

function entryOf(stream: string, sequence: number, rows: readonly Row[], state: CaseState | null): PlannedEntry {
  const payloads = [...Map.groupBy(rows, ({ serial }) => serial)].map(([serial, own]) => ({
    hash: 'sha256:' as const,
    bytes: new Uint8Array(),
    recordNumber: null,
    form: own[0]?.form ?? '',
    part: own[0]?.part ?? '',
    serial,
    attachments: [],
    openings: own.map(({ path, salt, value }) => ({ path, salt, value: JSON.parse(value) as unknown })),
  }))
  return { stream, kind: 'step', expected: sequence - 1, facts: new Uint8Array(), payloads, counters: {}, projection: state }
}

/** The rows are there already: what would be added is put in their place. */
function asUpdates(statements: readonly Statement[]): readonly Statement[] {
  return statements.map((statement) =>
    statement.text.includes('insert into opening')
      ? {
          text: `update opening o set key = s.key, sealed = s.sealed, salt = null, value = null
            from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::bytea[]) as s (stream, serial, path, key, sealed)
            where o.stream = s.stream and o.serial = s.serial and o.path = s.path`,
          values: statement.values,
        }
      : statement,
  )
}
