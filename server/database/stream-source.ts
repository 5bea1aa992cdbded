import type { Pool, PoolClient } from 'pg'
import type { Entry } from '#records'
import type { StoredOpening } from '../privacy/seal-openings.ts'
import type { StoredPayload } from './case-reader.ts'
import type { headOf } from './ledger-statements.ts'
import { openedStates, openingsOf } from './stored-openings.ts'

/** An entry with the columns that repeat what its bytes say. */
export type StoredEntry = Entry & Readonly<{ kind: string; recordedAt: string }>

/** The columns of `case_head`, as they are stored. */
export type StoredHead = ReturnType<typeof headOf> &
  Readonly<{ site: string | null; occupation: string | null; year: number; person: string | null; opened_by: string | null }>

/** Everything one stream has left in the database. */
export type StoredStream = Readonly<{
  id: string
  kind: 'case' | 'organisation'
  sequence: number
  hash: Buffer
  entries: readonly StoredEntry[]
  payloads: readonly StoredPayload[]
  head: StoredHead | null
}>

/** All streams and all counters as of one moment; one stream in memory at a time. */
export type StreamSource = Readonly<{
  streams(): AsyncIterable<StoredStream>
  /** One of them; null where there is none. */
  stream(id: string): Promise<StoredStream | null>
  counters(): Promise<readonly Readonly<{ key: string; year: number; value: number }>[]>
  /** Projections whose stream does not exist. */
  orphans(): Promise<readonly Readonly<{ id: string; number: string }>[]>
}>

/** Runs `work` on one snapshot of the database: what is written meanwhile is not seen. `asked` reads whatever else belongs to that moment. */
export async function onSnapshot<T>(pool: Pool, work: (source: StreamSource, asked: Pick<PoolClient, 'query'>) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const source: StreamSource = {
      streams: () => streamsOf(client, pool),
      stream: (id) => streamOf(client, pool, id),
      counters: () => countersOf(client),
      orphans: () => orphansOf(client),
    }
    return await work(source, client)
  } finally {
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

const batch = 200

async function* streamsOf(client: PoolClient, pool: Pool): AsyncGenerator<StoredStream> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await client.query<Head>({
      name: 'rebuild-streams',
      text: 'select id, kind, sequence, hash from stream where id > $1 order by id limit $2',
      values: [after, batch],
    })
    for (const row of rows) yield await whole(client, pool, row)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

type Head = Pick<StoredStream, 'id' | 'kind' | 'sequence' | 'hash'>

async function streamOf(client: PoolClient, pool: Pool, id: string): Promise<StoredStream | null> {
  const { rows } = await client.query<Head>('select id, kind, sequence, hash from stream where id = $1', [id])
  const [row] = rows
  return row === undefined ? null : whole(client, pool, row)
}

const whole = async (client: PoolClient, pool: Pool, row: Head): Promise<StoredStream> => ({
  ...row,
  entries: await entriesOf(client, row.id),
  payloads: await payloadsOf(client, row.id, pool),
  head: await headOfCase(client, row.id, pool),
})

async function entriesOf(client: PoolClient, stream: string): Promise<readonly StoredEntry[]> {
  const text =
    'select stream, sequence, kind, facts, stamp, hash, recorded_at as "recordedAt" from entry where stream = $1 order by sequence'
  return (await client.query<StoredEntry>({ name: 'rebuild-entries', text, values: [stream] })).rows
}

type PayloadRow = Readonly<{
  sequence: number
  serial: number
  hash: Buffer
  data: Buffer
  record_number: string | null
  form: string
  part: string
}>

async function payloadsOf(client: PoolClient, stream: string, pool: Pool): Promise<readonly StoredPayload[]> {
  const payloads = await client.query<PayloadRow>({
    name: 'rebuild-payloads',
    text: 'select sequence, serial, hash, data, record_number, form, part from payload where stream = $1 order by sequence, serial',
    values: [stream],
  })
  const openings = await client.query<StoredOpening>({
    name: 'rebuild-openings',
    text: 'select stream, serial, path, salt, value, key, sealed from opening where stream = $1 order by serial, path',
    values: [stream],
  })
  const bySerial = Map.groupBy(await openingsOf(pool, openings.rows), ({ serial }) => serial)
  return payloads.rows.map(({ sequence, serial, hash, data, record_number, form, part }) => ({
    sequence,
    serial,
    hash: `sha256:${hash.toString('hex')}`,
    bytes: data,
    recordNumber: record_number,
    form,
    part,
    openings: (bySerial.get(serial) ?? []).map(({ path, salt, value }) => ({ path, salt, value })),
    attachments: [],
  }))
}

async function headOfCase(client: PoolClient, id: string, pool: Pool): Promise<StoredHead | null> {
  const text =
    'select id, number, document, baseline, subject, site, occupation, year, state, closed, version, records, projection, numbers, started_by, opened_at, person, opened_by from case_head where id = $1'
  const [found] = (await client.query<StoredHead>({ name: 'rebuild-head', text, values: [id] })).rows
  if (found === undefined) return null
  const [projection] = await openedStates(pool, [found.projection])
  return projection === undefined ? null : { ...found, projection }
}

async function countersOf(client: PoolClient) {
  return (await client.query<{ key: string; year: number; value: number }>('select key, year, value from counter order by key, year')).rows
}

async function orphansOf(client: PoolClient) {
  return (
    await client.query<{ id: string; number: string }>(
      'select id, number from case_head h where not exists (select from stream s where s.id = h.id) order by number',
    )
  ).rows
}
