import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { orderByCase, wholeOrganisation } from '#records'
import { makeDatabaseSource } from '../server/audit/database-package-source.ts'
import { type ExportOrder, exportInProcess } from '../server/audit/export-process.ts'
import { verifyInProcess } from '../server/audit/verify-process.ts'
import { recordExportOf } from '../server/commands/export.ts'
import { makePool } from '../server/database/connection-pool.ts'
import { makePostgresLedger } from '../server/database/postgres-ledger.ts'
import { makeIdentifier } from '../server/identifier.ts'
import { decidedCase, foundExampleHouse, writeScenarios } from '../test/support/example-house.ts'
import { table } from './figures.ts'
import { watchMemory } from './process-memory.ts'
import { openThrowawayDatabase } from './throwaway-database.ts'
import { type Later, runTidily } from './tidy-up.ts'

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '5000' },
    'data-only': { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    desks: { type: 'string', default: '1' },
    /** Where to leave the package for later. */
    keep: { type: 'string' },
  },
})
const records = Number(values.records)
const printed = values['data-only'] !== true
const RECORDS_A_CASE = 3
const AT_ONCE = 100

const seconds = (from: number) => (performance.now() - from) / 1000
const shown = (time: number) => time.toFixed(1)

/** Builds a house, exports it cold, warm and broken off, reads the package back, and says time and memory of each. */
async function bench(later: Later): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-export-bench-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  const database = await openThrowawayDatabase(process.env.BENCH_DATABASE_URL, folder, later)
  const pool = makePool(database.url)
  later(() => pool.end())
  console.log(`${records} records${printed ? ' with sheets' : ', data only'}; ${database.settings}`)

  const building = performance.now()
  await foundExampleHouse(pool)
  const cases = Math.ceil(records / RECORDS_A_CASE)
  for (let made = 0; made < cases; made += AT_ONCE)
    await writeScenarios(
      pool,
      Array.from({ length: Math.min(AT_ONCE, cases - made) }, (_, at) => decidedCase({ site: `S-${(made + at) % 40}`, year: 2026 })),
    )
  console.log(`built ${cases} cases through the ledger in ${shown(seconds(building))} s`)

  const rows: string[][] = []
  const reading = performance.now()
  rows.push(['reading every row alone', shown(await readAlone(pool).then(() => seconds(reading))), '', '', ''])

  const request = async () => {
    const asked = { id: makeIdentifier(), scope: wholeOrganisation, reason: 'bench', openings: false, session: null }
    const by = { kind: 'system', person: 'system', name: 'bench', role: 'system' } as const
    const at = await recordExportOf({ ...asked, by }, { pool, ledger: makePostgresLedger(pool) })
    return { ...asked, at, order: orderByCase, printed, by: { person: by.person, name: by.name, role: by.role } }
  }
  mkdirSync(join(folder, 'packages'))
  const orderOf = async (name: string): Promise<ExportOrder> => ({
    databaseUrl: database.url,
    keysFolder: join(folder, 'keys'),
    request: await request(),
    folder: join(folder, 'packages', `${name}.part`),
    out: join(folder, 'packages', `${name}.zip`),
    sheets: join(folder, 'sheets'),
    desks: Number(values.desks),
  })
  const measured = async (name: string, work: () => Promise<string>) => {
    const watch = watchMemory()
    const begun = performance.now()
    const size = await work()
    const took = seconds(begun)
    watch.stop()
    const most = (script: string) => String(watch.most().get(script) ?? '')
    rows.push([name, shown(took), most('export-child') || most('verify-child'), most('desk-child'), most('pdf-child'), size])
    return took
  }
  const quiet = { progress: () => {}, signal: new AbortController().signal }
  const first = await orderOf('first')
  let looked = null as Awaited<ReturnType<typeof exportInProcess>>['result'] | null
  await measured('export', async () => {
    looked = (await exportInProcess(first, quiet)).result
    return sizeOf(first.out)
  })
  if (printed && !values.once) {
    const second = await orderOf('second')
    await measured('export again, sheets known', async () => {
      await exportInProcess(second, quiet)
      return sizeOf(second.out)
    })
    rmSync(second.out)
  }
  const broken = values.once ? first : await orderOf('broken')
  const stop = new AbortController()
  if (!values.once)
    await measured('export broken off half way', async () => {
      const progress = ({ done, total }: Readonly<{ done: number; total: number }>) => {
        if (done > total / 2) stop.abort(new Error('broken off'))
      }
      await exportInProcess(broken, { progress, signal: stop.signal }).catch(() => {})
      return ''
    })
  if (!values.once)
    await measured('… and taken up again', async () => {
      await exportInProcess(broken, quiet)
      return sizeOf(broken.out)
    })
  if (values.keep !== undefined) copyFileSync(broken.out, values.keep)
  if (looked === null) return 1
  const { looked: counted } = looked
  await measured('reading the package back', async () => {
    const report = await verifyInProcess({ file: broken.out, looked: counted }, quiet.signal)
    return `${report.verdict}, ${report.findings} findings`
  })
  console.log(table(['', 'seconds', 'streaming MB', 'desk MB', 'press MB', ''], rows))
  return 0
}

async function readAlone(pool: ReturnType<typeof makePool>): Promise<void> {
  const source = makeDatabaseSource(pool)
  let batch = []
  for await (const head of source.heads(wholeOrganisation)) {
    batch.push(head)
    if (batch.length < 16) continue
    await source.cases(batch, null)
    batch = []
  }
  await source.cases(batch, null)
}

function sizeOf(path: string): string {
  return `${Math.round(statSync(path).size / 1e6)} MB`
}

await runTidily(60, bench)
