import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median, percentile, table } from './figures.ts'
import { expectStatus, type Session } from './http-client.ts'
import { longList } from './long-list.ts'
import { type MeasuredServer, machine, signInAll, startMeasuredServer } from './measured-server.ts'
import { openThrowawayDatabase } from './throwaway-database.ts'
import { type Later, runTidily } from './tidy-up.ts'

const password = 'measured-phrase-9174'

type Options = Readonly<{ rows: number; times: number; keys: number }>
/** Milliseconds of the server's processor time for one, and of the wall for each. */
type Figures = Readonly<{ cpu: number; walls: readonly number[] }>

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000' },
      times: { type: 'string', default: '40' },
      keys: { type: 'string', default: '400' },
    },
  })
  const whole = (name: 'rows' | 'times' | 'keys', most: number): number => {
    const number = Number(values[name])
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new Error(`Expected --${name} to be a whole number from 1 to ${most}, but it is "${values[name]}"`)
    return number
  }
  return { rows: whole('rows', 1000), times: whole('times', 1000), keys: whole('keys', 1000) }
}

/** Records of one long list each, a step that opens a case for each row, and what of that no server could save. */
async function main({ rows, times, keys }: Options, later: Later): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-bench-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  const database = await openThrowawayDatabase(process.env.DATABASE_URL, folder, later)
  console.log(`${database.settings}\n${machine()}\nNode ${process.version}\n`)
  const server = await startMeasuredServer(
    { url: database.url, dataFolder: join(folder, 'data'), people: 1, password, workers: false },
    later,
  )
  const [clerk] = await signInAll(server.address, { people: 1, password }, later)
  if (clerk === undefined) throw new Error('Expected somebody to be signed in, but nobody is')
  await measure(Math.min(times, 10), server, () => enter(clerk, rows))
  const least = leastWork(rows, times)
  const records = await measure(times, server, () => enter(clerk, rows))
  const short = await measure(times, server, () => enter(clerk, 1))
  const openings = await measure(3, server, () => issue(clerk, keys))
  const line = (what: string, { cpu, walls }: Figures, ratio: string) => [
    what,
    cpu.toFixed(1),
    median(walls).toFixed(1),
    percentile(walls, 0.95).toFixed(1),
    ratio,
  ]
  const cells = [
    line(`record of ${rows} rows, read twice, written once, hashed (the least)`, { cpu: least, walls: [least] }, '1'),
    line(`record of ${rows} rows accepted`, records, (records.cpu / least).toFixed(1)),
    line('record of one row accepted', short, ''),
    line(`step that opens ${keys} cases`, openings, ''),
    line('each of these cases', { cpu: openings.cpu / keys, walls: openings.walls.map((wall) => wall / keys) }, ''),
  ]
  console.log(table(['what', 'server CPU ms', 'p50 ms', 'p95 ms', '÷ the least'], cells))
  return 0
}

async function measure(times: number, server: MeasuredServer, once: () => Promise<() => Promise<void>>): Promise<Figures> {
  const walls: number[] = []
  let cpu = 0
  for (let nth = 0; nth < times; nth++) {
    const act = await once()
    const [before, since] = [await server.cpu(), performance.now()]
    await act()
    walls.push(performance.now() - since)
    cpu += (await server.cpu()) - before
  }
  return { cpu: cpu / times, walls }
}

type Case = Readonly<{ id: string; version: number }>
let opened = 0

/** Opens a case and gives the act that is measured: its one long step. */
async function enter(clerk: Session, rows: number): Promise<() => Promise<void>> {
  const mine = await openBatch(clerk)
  const body = bodyOf(mine, { 'QR-98-01/scores': { scores: longList(rows, opened) } })
  return async () => {
    expectStatus(await clerk.post(`/api/cases/${mine.id}/steps/enter`, body, randomUUID()), 200)
  }
}

async function issue(clerk: Session, keys: number): Promise<() => Promise<void>> {
  const mine = await openBatch(clerk)
  const scores = bodyOf(mine, { 'QR-98-01/scores': { scores: longList(keys, opened) } })
  expectStatus(await clerk.post(`/api/cases/${mine.id}/steps/enter`, scores, randomUUID()), 200)
  return async () => {
    const body = bodyOf({ ...mine, version: 2 }, { 'QR-98-01/closing': {} })
    const done = expectStatus(await clerk.post(`/api/cases/${mine.id}/steps/issue`, body, randomUUID()), 200) as { opened: unknown[] }
    if (done.opened.length !== keys) throw new Error(`Expected ${keys} cases to be opened, but there are ${done.opened.length}`)
  }
}

async function openBatch(clerk: Session): Promise<Case> {
  opened++
  const answer = await clerk.post('/api/cases', { document: 'QP-98', subject: { year: 2026 } }, randomUUID())
  return { id: (expectStatus(answer, 201) as { id: string }).id, version: 1 }
}

function bodyOf({ version }: Case, parts: object) {
  return { expectedVersion: version, parts }
}

/** What is done to such a body by anybody: read from the wire, written for the record and for the page, hashed. */
function leastWork(rows: number, times: number): number {
  const text = JSON.stringify(longList(rows, 0))
  const before = process.cpuUsage()
  for (let nth = 0; nth < times; nth++) {
    const written = JSON.stringify(JSON.parse(text))
    createHash('sha256')
      .update(JSON.stringify(JSON.parse(written)))
      .digest()
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / times
}

await runTidily(30, (later) => main(readOptions(), later))
