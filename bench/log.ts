import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Pool } from 'pg'
import { makePool } from '../server/database/connection-pool.ts'
import type { Ledger, PlannedEntry } from '../server/database/ledger.ts'
import { besideUrls } from '../server/database/open-database.ts'
import { makePostgresLedger } from '../server/database/postgres-ledger.ts'
import { checkLog } from '../server/log/check-log.ts'
import { median, percentile, table } from './figures.ts'
import { machine } from './measured-server.ts'
import { servedTime, usedBetween } from './processor-time.ts'
import { asAdmin, openThrowawayDatabase } from './throwaway-database.ts'
import { type Later, runTidily } from './tidy-up.ts'

const writers = 8
const batch = 10_000
const sampleMs = 100

type Options = Readonly<{ leaves: number; rounds: number; seconds: number }>

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      leaves: { type: 'string', default: '200000' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
    },
  })
  const [leaves, rounds, seconds] = [values.leaves, values.rounds, values.seconds].map(Number)
  if (![leaves, rounds, seconds].every((number) => Number.isInteger(number) && (number ?? 0) > 0))
    throw new Error('Expected --leaves, --rounds and --seconds to be whole numbers above 0')
  return { leaves: leaves ?? 0, rounds: rounds ?? 0, seconds: seconds ?? 0 }
}

/** How fast the log catches up, how far it lags behind writers, and what it takes from them. */
async function main({ leaves, rounds, seconds }: Options, later: Later): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-bench-log-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  const database = await openThrowawayDatabase(process.env.DATABASE_URL, folder, later)
  console.log(`${database.settings}\n${machine()}\nNode ${process.version}\n`)
  const pool = makePool(database.url, { max: writers + 2 })
  later(() => pool.end())
  const sequencer = await startSequencer(besideUrls(database.url).sequencer, later)

  const limit: number[] = []
  const caughtUp: number[] = []
  // Microseconds of a processor for each row or leaf.
  const [plainCpu, servedCpu, ownCpu]: [number[], number[], number[]] = [[], [], []]
  const [, login = ''] = /\/\/([^:@/]+)/.exec(besideUrls(database.url).sequencer) ?? []
  for (let round = 0; round < rounds; round++) {
    const plain = await plainInserts(database.besideUrl, leaves)
    limit.push(plain.rate)
    plainCpu.push(plain.cpu)
    await fill(pool, leaves)
    const served = await servedTime(pool, login)
    const since = performance.now()
    const ownBefore = await tell(sequencer, 'on')
    await untilWhole(pool)
    caughtUp.push((leaves / (performance.now() - since)) * 1000)
    servedCpu.push((usedBetween(served, await servedTime(pool, login)) / leaves) * 1000)
    ownCpu.push((((await tell(sequencer, 'off')) - ownBefore) / leaves) * 1000)
    console.log(`round ${round + 1}: plain inserts ${whole(limit[round])}/s, log ${whole(caughtUp[round])} leaves/s`)
  }

  const ledger = makePostgresLedger(pool)
  const [off, on, lags]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    off.push(await writeFor(ledger, seconds))
    await tell(sequencer, 'on')
    await untilWhole(pool)
    const watching = new AbortController()
    const watched = watchLag(pool, watching.signal, lags)
    on.push(await writeFor(ledger, seconds))
    watching.abort()
    await watched
    await untilWhole(pool)
    await tell(sequencer, 'off')
    console.log(`round ${round + 1}: ${whole(off[round])} entries/s without the sequencer, ${whole(on[round])} with it`)
  }
  const { size, findings } = await checkLog(pool)
  if (findings.length > 0) throw new Error(`Expected a log that fits its entries, but: ${JSON.stringify(findings)}`)
  const ratios = (above: readonly number[], below: readonly number[]) => median(above.map((one, nth) => one / (below[nth] ?? Number.NaN)))
  console.log(
    `\n${table(
      ['what', 'figure', 'ratio'],
      [
        [`catching up, leaves a second`, whole(median(caughtUp)), ''],
        ['÷ plain inserts of as many rows and hashes', '', ratios(caughtUp, limit).toFixed(2)],
        ['processor in PostgreSQL for each leaf, µs', median(servedCpu).toFixed(1), ''],
        ['plain insert of a row ÷ that', '', ratios(plainCpu, servedCpu).toFixed(2)],
        ['processor in Node for each leaf, µs', median(ownCpu).toFixed(1), ''],
        [`entries a second by ${writers} writers, with the sequencer`, whole(median(on)), ''],
        ['÷ without it', '', ratios(on, off).toFixed(2)],
        ['lag, p50 ms', percentile(lags, 0.5).toFixed(0), ''],
        ['lag, p99 ms', percentile(lags, 0.99).toFixed(0), ''],
      ],
    )}\n${size} leaves in all, each checked against its entry and its tile.`,
  )
  return 0
}

const whole = (figure: number | undefined): string => String(Math.round(figure ?? 0))

async function timeOf(work: () => Promise<void>): Promise<number> {
  const since = performance.now()
  await work()
  return (performance.now() - since) / 1000
}

async function startSequencer(url: string, later: Later): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'log-sequencer.ts'), [url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  later(() => child.kill('SIGKILL'))
  await new Promise((resolve) => child.once('message', resolve))
  return child
}

/** Answers with the milliseconds of a processor it has used. */
function tell(child: ChildProcess, what: 'on' | 'off'): Promise<number> {
  const told = new Promise<number>((resolve) => child.once('message', (ms) => resolve(Number(ms))))
  child.send(what)
  return told
}

/** Entries as a restored database has them: there, and none with a leaf. */
async function fill(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `insert into entry (stream, sequence, kind, facts, stamp, hash, recorded_at)
     select s, n, 'step', convert_to('{"closed":null,"x":"' || repeat(md5(s::text || n), 20) || '"}', 'UTF8'), 'guiju-stamp/1', sha256(convert_to(s || ' ' || n, 'UTF8')), clock_timestamp() - interval '30 days' + n * interval '1 hour'
     from (select gen_random_uuid() as s from generate_series(1, $1::int)) x, generate_series(1, 20) n`,
    [Math.ceil(count / 20)],
  )
}

/** Waits until every entry there is has its leaf; the waiting asks for one index entry at a time. */
async function untilWhole(pool: Pool): Promise<void> {
  const entries = (await pool.query<{ n: number }>('select count(*)::int as n from entry')).rows[0]?.n ?? 0
  const leaves = async () => (await pool.query<{ n: number }>('select coalesce(max(index) + 1, 0)::int as n from log_leaf')).rows[0]?.n ?? 0
  while ((await leaves()) < entries) await pause(50)
}

/** The same rows, hashes and indexes in batches, with nothing looked up and no tree: what a log costs at least. */
async function plainInserts(url: string, count: number): Promise<Readonly<{ rate: number; cpu: number }>> {
  return asAdmin(url, async (client) => {
    await client.query('drop table if exists bench_leaf')
    await client.query(
      'create table bench_leaf (index bigint primary key, stream uuid not null, sequence int not null, hash bytea not null, unique (stream, sequence))',
    )
    const served = async () =>
      servedTime(client, (await client.query<{ login: string }>('select current_user as login')).rows[0]?.login ?? '')
    const before = await served()
    const seconds = await timeOf(async () => {
      for (let from = 0; from < count; from += batch)
        await client.query({
          name: 'plain',
          text: `insert into bench_leaf select n, gen_random_uuid(), 1, sha256('\\x00'::bytea || convert_to('guiju-leaf/1 ' || n || ' ' || md5(n::text) || md5(n::text) || E'\\n', 'UTF8')) from generate_series($1::bigint, $2::bigint) n`,
          values: [from, Math.min(count, from + batch) - 1],
        })
    })
    return { rate: count / seconds, cpu: (usedBetween(before, await served()) / count) * 1e3 }
  })
}

/** Entries a second: each writer has a stream of its own. */
async function writeFor(ledger: Ledger, seconds: number): Promise<number> {
  let written = 0
  const until = performance.now() + seconds * 1000
  const work = async () => {
    const stream = randomUUID()
    for (let expected = 0; performance.now() < until; expected++) {
      const outcome = await ledger.write({
        entries: [entryOf(stream, expected)],
        reads: [],
        agenda: new Map(),
        claims: [],
        idempotency: null,
      })
      if (outcome.outcome !== 'written') throw new Error(`Expected an entry to be written, but: ${outcome.outcome}`)
      written += 1
    }
  }
  const since = performance.now()
  await Promise.all(Array.from({ length: writers }, work))
  return written / ((performance.now() - since) / 1000)
}

function entryOf(stream: string, expected: number): PlannedEntry {
  const facts = Buffer.from(JSON.stringify({ closed: null, stream, sequence: expected + 1, text: 'x'.repeat(500) }))
  return { stream, kind: 'annotation', expected, facts, payloads: [], counters: {}, projection: null }
}

/** The age of the oldest entry without a leaf, again and again; nought where every entry has one. */
async function watchLag(pool: Pool, signal: AbortSignal, lags: number[]): Promise<void> {
  // A subquery and not an anti join, which would be hashed over all leaves: the watching itself must cost little.
  const text = `select coalesce(extract(epoch from clock_timestamp() - min(e.recorded_at)) * 1000, 0)::float8 as lag from entry e
    where e.recorded_at >= (select clock_timestamp() - interval '5 seconds')
      and (select l.index from log_leaf l where l.stream = e.stream and l.sequence = e.sequence) is null`
  while (!signal.aborted) {
    lags.push((await pool.query<{ lag: number }>(text)).rows[0]?.lag ?? 0)
    await pause(sampleMs)
  }
}

await runTidily(30, (later) => main(readOptions(), later))
