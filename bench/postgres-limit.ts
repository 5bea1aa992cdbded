import { spawn, spawnSync } from 'node:child_process'
import { globSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { sampleText, sampleTexts } from './sample-text.ts'
import { asAdmin } from './throwaway-database.ts'

const heads = 10_000

/** What PostgreSQL can do at most, each as one prepared statement that commits by itself. */
export const limits = {
  /** pgbench's smallest transaction: one row updated by its key. */
  minimal: 'update bench_counter set value = value + 1 where id = :head',
  /** The durable work of one transition and nothing else: head moved, event inserted, 2 KB record inserted with its SHA-256. */
  work: `with moved as (update bench_head set version = version + 1, state = case state when 'here' then 'there' else 'here' end where id = :head returning id, version),
said as (insert into bench_event (head, version, facts, at) select moved.id, moved.version, sample.facts, clock_timestamp() from moved, bench_sample sample where sample.id = :sample)
insert into bench_record (head, version, data, hash) select moved.id, moved.version, sample.data, sha256(sample.data) from moved, bench_sample sample where sample.id = :sample`,
} as const
export type Limit = keyof typeof limits

export type LimitMeter = Readonly<{
  /** What measures, in words. */
  by: string
  /** Transactions a second. */
  measure(limit: Limit, clients: number, seconds: number): Promise<number>
}>

/** Makes the tables, and chooses pgbench where the machine has it; otherwise the same statements go through `pg`. */
export async function makeLimitMeter(url: string, folder: string, run: Run): Promise<LimitMeter> {
  await prepareTables(url)
  const program = findPgbench()
  for (const [limit, statement] of Object.entries(limits))
    writeFileSync(
      join(folder, `${limit}.sql`),
      `\\set head random(1, ${heads})\n\\set sample random(1, ${sampleTexts})\n${statement.replaceAll('\n', ' ')};\n`,
    )
  if (program !== null)
    return {
      by: program.version,
      measure: async (limit, clients, seconds) =>
        byPgbench(await run(program.path, pgbenchArguments(url, join(folder, `${limit}.sql`), clients, seconds))),
    }
  return {
    by: 'pg, named prepared statements (pgbench is not installed)',
    measure: (limit, clients, seconds) => byPg(url, { limit, clients, seconds, heads }, run),
  }
}

/** Runs a program to its end and answers what it printed. */
export type Run = (program: string, args: readonly string[]) => Promise<string>

/** A way to run programs that are ended with us. */
export function makeRun(later: (undo: () => unknown) => void): Run {
  return (program, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      later(() => child.kill())
      let [printed, complained] = ['', '']
      child.stdout.on('data', (text) => (printed += String(text)))
      child.stderr.on('data', (text) => (complained += String(text)))
      child.once('error', reject)
      child.once('close', (code) =>
        code === 0 ? resolve(printed) : reject(new Error(`Expected ${program} to succeed, but it ended with ${code}: ${complained}`)),
      )
    })
}

function findPgbench(): Readonly<{ path: string; version: string }> | null {
  for (const path of ['pgbench', ...globSync('/usr/lib/postgresql/*/bin/pgbench').toSorted().toReversed()]) {
    const asked = spawnSync(path, ['--version'], { encoding: 'utf8' })
    if (asked.status === 0) return { path, version: asked.stdout.trim() }
  }
  return null
}

function pgbenchArguments(url: string, script: string, clients: number, seconds: number): readonly string[] {
  const threads = Math.min(clients, availableParallelism())
  return ['--no-vacuum', '--protocol=prepared', `--file=${script}`, `--client=${clients}`, `--jobs=${threads}`, `--time=${seconds}`, url]
}

function byPgbench(printed: string): number {
  const rate = Number(/^tps = ([\d.]+)/m.exec(printed)?.[1])
  const failed = Number(/^number of failed transactions: (\d+)/m.exec(printed)?.[1] ?? 0)
  if (Number.isNaN(rate) || failed > 0) throw new Error(`Expected pgbench to name its rate without failures, but it printed: ${printed}`)
  return rate
}

/** In a process of its own, as pgbench would be. */
async function byPg(
  url: string,
  order: Readonly<{ limit: Limit; clients: number; seconds: number; heads: number }>,
  run: Run,
): Promise<number> {
  return Number(await run(process.execPath, [join(import.meta.dirname, 'limit-client.ts'), url, JSON.stringify(order)]))
}

async function prepareTables(url: string): Promise<void> {
  await asAdmin(url, async (client) => {
    await client.query(`create table bench_counter (id int primary key, value bigint not null);
      create table bench_head (id int primary key, version int not null, state text not null);
      create table bench_event (head int, version int, facts bytea not null, at timestamptz not null, primary key (head, version));
      create table bench_record (head int, version int, data bytea not null, hash bytea not null, primary key (head, version));
      create table bench_sample (id int primary key, facts bytea not null, data bytea not null);
      insert into bench_counter select n, 0 from generate_series(1, ${heads}) n;
      insert into bench_head select n, 0, 'here' from generate_series(1, ${heads}) n`)
    for (let nth = 1; nth <= sampleTexts; nth++) {
      const text = sampleText(nth)
      await client.query('insert into bench_sample values ($1, $2, $3)', [
        nth,
        Buffer.from(text.slice(0, 200)),
        Buffer.from(JSON.stringify({ part: text, more: text.slice(0, 170) })),
      ])
    }
    await client.query('vacuum analyze')
  })
}
