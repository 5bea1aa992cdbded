import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger } from 'fastify'
import { readAnchorsFile } from './anchors/anchors-file.ts'
import { assemble } from './assemble.ts'
import type { Assembly } from './assembly.ts'
import { type Config, readConfig } from './config.ts'
import { makePool } from './database/connection-pool.ts'
import { type Database, openDatabase } from './database/open-database.ts'
import { readReleaseFiles } from './documents/read-release-files.ts'
import { makePdfPress } from './documents/render/pdf-process.ts'
import { makeLog } from './http/log.ts'
import { runSignerBeside } from './log/signer/signer-beside.ts'
import type { SignerPort } from './log/signer/signer-client.ts'
import { sayFault } from './say-fault.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The one place that opens sockets and takes signals. `--new`: an empty organisation, without the demonstration. */
async function main(arguments_: readonly string[]): Promise<void> {
  const read = readConfig()
  if (read.outcome === 'wrong') {
    for (const { words } of read.problems) console.error(`${words.zh}\n${words.en}`)
    process.exitCode = 2
    return
  }
  const { config } = read
  const log = makeLog(config.logLevel)
  const anchors = await readAnchorsFile(config.anchorsFile)
  const database = await openDatabase(config.database, config.keysFolder)
  const beside = runSignerBeside(config, log)
  const house = await assemble({ ...assemblyOf(config), ...database, log, anchors, signer: beside.signer })
  const leaving = new AbortController()
  const stop = stopOnce(house, database, beside.stop)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void leave(leaving, stop, log))
  try {
    await house.jobs.takeUp()
    const load = () => loadIt(database, config, log, leaving.signal, beside.signer)
    const accounts = await prepareEmpty(house, database, arguments_.includes('--new'), load)
    house.scheduler.start()
    house.reactions.start()
    house.sweeper.start()
    house.disposals.start()
    house.anchoring.start()
    house.transparency.start()
    house.assurance.worker.start()
    const address = await house.app.listen({ host: config.host, port: config.port })
    greet(address, accounts)
  } catch (error) {
    await stop()
    // Whoever asked to stop while the demonstration was loading wants no report of what it was in the middle of.
    if (!leaving.signal.aborted) throw error
  }
}

function assemblyOf(config: Config): Omit<Parameters<typeof assemble>[0], 'pool' | 'log'> {
  const { dataFolder, keysFolder, publicUrl, secure, trustProxy, requestsPerMinute, assuranceHour } = config
  return {
    files: () => readReleaseFiles(root),
    dataFolder,
    keysFolder,
    publicUrl,
    secure,
    trustProxy,
    requestsPerMinute,
    assuranceHour,
    signInsPerMinute: 30,
    webClient: join(root, 'server/web/dist'),
    pauseMs: 250,
  }
}

/** Waits for what is under way, then lets go of everything, once: nothing acknowledged is lost, nothing is left running. */
function stopOnce(house: Assembly, database: Database, stopSigner: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | null = null
  return () => {
    stopping ??= house
      .close()
      .finally(stopSigner)
      .finally(() => database.close())
    return stopping
  }
}

async function leave(leaving: AbortController, stop: () => Promise<void>, log: FastifyBaseLogger): Promise<void> {
  leaving.abort(new Error('asked to stop'))
  await stop().catch((error: unknown) => {
    log.error({ err: error }, 'could not stop cleanly')
    process.exitCode = 1
  })
}

type Accounts = Readonly<
  | { kind: 'demonstration'; password: string; logins: readonly Readonly<{ login: string; name: string; roles: string }>[] }
  | { kind: 'first-run' }
  | { kind: 'known' }
>

/** An empty embedded database is given the demonstration, unless `--new` asks for an empty house; a given one never is. */
async function prepareEmpty(house: Assembly, database: Database, isNew: boolean, load: () => Promise<void>): Promise<Accounts> {
  const { rows } = await house.pool.query<{ founded: boolean; kind: string | null; loading: boolean }>(
    'select exists (select from stream) as founded, (select kind from organisation) as kind, coalesce((select simulated_at is not null from clock_setting), false) as loading',
  )
  const [present] = rows
  if (present?.founded !== true && (database.kind === 'given' || isNew)) return { kind: 'first-run' }
  if (present?.founded === true && present.kind === 'real') await house.completeFirstRun()
  if (database.kind === 'given') return { kind: 'known' }
  if (present?.loading === true)
    throw new Error(
      '演示数据上次没有装载完，请删除 data 目录后重新启动。 Expected the demonstration to be loaded whole, but the last start was cut off: remove the data folder and start again.',
    )
  if (present?.founded === true && present.kind !== 'demonstration') return { kind: 'known' }
  const demonstration = await import('./commands/demonstration/people.ts')
  if (present?.founded !== true) await load()
  const tour: ReadonlySet<string> = new Set(demonstration.tourLogins)
  const logins = demonstration.demonstrationPeople
    .filter(({ login }) => tour.has(login))
    .map(({ login, name, roles }) => ({ login, name, roles: roles.join(', ') }))
  return { kind: 'demonstration', password: demonstration.demonstrationPassword, logins }
}

/**
 * Loads through connections that do not wait for the disk at every commit: what a power cut leaves is then a beginning of
 * the demonstration, and the clock, still simulated, says that it is not whole.
 */
async function loadIt(database: Database, config: Config, log: FastifyBaseLogger, signal: AbortSignal, signer: SignerPort): Promise<void> {
  const { loadDemonstration } = await import('./commands/load-demonstration.ts')
  const pool = makePool(database.url, { options: '-c synchronous_commit=off' })
  const house = await assemble({ ...assemblyOf(config), pool, sequencer: database.sequencer, log, signer })
  const press = makePdfPress()
  let said = -1
  const progress = ({ words, share }: Readonly<{ words: Readonly<{ zh: string; en: string }>; share: number }>) => {
    const percent = Math.round(share * 100)
    if (percent > said) console.log(`${String(percent).padStart(3)} %  ${words.zh} · ${words.en}`)
    said = Math.max(said, percent)
  }
  console.log('正在装载演示数据…… · Loading the demonstration …')
  try {
    await loadDemonstration({
      ...house.cases,
      ...house,
      press,
      present: new Date().toISOString(),
      progress,
      signal,
      anchor: house.transparency.catchUp,
    })
  } finally {
    press.close()
    await house.close()
    await pool.end()
  }
}

function greet(address: string, accounts: Accounts): void {
  console.log(`\n规矩 Guiju  ${address}\n`)
  if (accounts.kind === 'first-run')
    console.log('请在浏览器中完成首次设置。 · Open the address to set up the organisation and its three administrators.')
  if (accounts.kind !== 'demonstration') return
  console.log(`演示账号，密码都是 ${accounts.password} · Demonstration accounts, all with this password:`)
  for (const { login, name, roles } of accounts.logins) console.log(`  ${login.padEnd(14)} ${name}  ${roles}`)
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(sayFault(error))
  process.exit(1)
})
