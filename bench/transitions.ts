import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median, percentile, table } from './figures.ts'
import { type Session, signIn } from './http-client.ts'
import { type Limit, type LimitMeter, makeLimitMeter, makeRun } from './postgres-limit.ts'
import { openThrowawayDatabase } from './throwaway-database.ts'
import { type Later, runTidily } from './tidy-up.ts'
import { type Measured, openCases, type Signing, takeSteps } from './transitions-load.ts'
import { loginOf, type ServerOrder, type ServerReady } from './transitions-server.ts'

const password = 'measured-phrase-9174'
const on = [
  'HTTP on a loopback port, one process for the server, one for the clients (keep-alive)',
  'session cookie, CSRF token, roles, Idempotency-Key with the answer kept',
  'values checked, two rules, computed fields, record sealed, entry chained, case projected, task list renewed',
  'one transaction with fsync for each transition; search and consequence workers running; log written to /dev/null',
  'signed: the password is checked with argon2id (19 MiB, 2 passes) in the same request, which outweighs all the rest',
]

type Options = Readonly<{ seconds: number; clients: readonly number[]; rounds: number; cases: number; json: string | undefined }>
type Round = Readonly<{ clients: number; limits: Readonly<Record<Limit, number>> } & Record<Signing, Figures>>
type Figures = Readonly<{ rate: number; p50: number; p99: number }>
type Setting = Readonly<{ sessions: readonly Session[]; cases: Awaited<ReturnType<typeof openCases>>; meter: LimitMeter }>

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '8' },
      clients: { type: 'string', default: '1,16,64' },
      rounds: { type: 'string', default: '3' },
      cases: { type: 'string', default: '640' },
      json: { type: 'string' },
    },
  })
  const positive = (name: string, text: string, most: number): number => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new Error(`Expected --${name} to be a whole number from 1 to ${most}, but it is "${text}"`)
    return number
  }
  const clients = values.clients.split(',').map((text) => positive('clients', text, 128))
  return {
    seconds: positive('seconds', values.seconds, 120),
    clients,
    rounds: positive('rounds', values.rounds, 20),
    cases: Math.max(positive('cases', values.cases, 100_000), ...clients),
    json: values.json,
  }
}

async function main(options: Options, later: Later): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-bench-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  const database = await openThrowawayDatabase(process.env.DATABASE_URL, folder, later)
  const meter = await makeLimitMeter(database.besideUrl, folder, makeRun(later))
  console.log(
    `${database.settings}\nlimit by ${meter.by}\n${machine()}\nNode ${process.version}; on:\n${on.map((line) => `  - ${line}`).join('\n')}\n`,
  )
  const most = Math.max(...options.clients)
  const address = await startServer({ url: database.url, dataFolder: join(folder, 'data'), people: most, password }, later)
  const sessions = await signInAll(address, most, later)
  const cases = await openCases(sessions, options.cases)
  console.log(`${cases.length} cases opened, ${most} people signed in; ${options.rounds} rounds of ${options.seconds} s for each figure\n`)
  await takeSteps(sessions.slice(0, 16), cases, 'unsigned', { seconds: 2, password })

  const rounds: Round[] = []
  for (let nth = 1; nth <= options.rounds; nth++)
    for (const clients of options.clients) rounds.push(await measureRound(clients, options.seconds, { sessions, cases, meter }))
  const report = options.clients.map((clients) =>
    summary(
      clients,
      rounds.filter((round) => round.clients === clients),
    ),
  )
  console.log(`\n${printed(report)}\n`)
  const steps = cases.reduce((sum, { version }) => sum + version - 1, 0)
  console.log(
    `${steps} transitions in all, ${Math.round(steps / cases.length)} a case. Ratios are ours ÷ limit, each from one round, then the median.`,
  )
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), node: process.version, database: database.settings, limit: meter.by, on, options, report, rounds }, null, 2)}\n`,
    )
  return 0
}

/** The limit and ours in turn, so that what else the machine does meets all of them. */
async function measureRound(clients: number, seconds: number, { sessions, cases, meter }: Setting): Promise<Round> {
  const own = sessions.slice(0, clients)
  const minimal = await meter.measure('minimal', clients, seconds)
  const unsigned = figuresOf(await takeSteps(own, cases, 'unsigned', { seconds, password }))
  const work = await meter.measure('work', clients, seconds)
  const signed = figuresOf(await takeSteps(own, cases, 'signed', { seconds, password }))
  console.log(
    `${String(clients).padStart(3)} connections  minimal ${whole(minimal)}/s  same work ${whole(work)}/s  unsigned ${whole(unsigned.rate)}/s  signed ${whole(signed.rate)}/s`,
  )
  return { clients, limits: { minimal, work }, unsigned, signed }
}

function figuresOf({ count, seconds, latencies }: Measured): Figures {
  return { rate: count / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

type Summary = Readonly<
  { clients: number; minimal: number; work: number } & Record<Signing, Figures & Readonly<{ toMinimal: number; toWork: number }>>
>

function summary(clients: number, rounds: readonly Round[]): Summary {
  const ours = (signing: Signing) => ({
    rate: median(rounds.map((round) => round[signing].rate)),
    p50: median(rounds.map((round) => round[signing].p50)),
    p99: median(rounds.map((round) => round[signing].p99)),
    toMinimal: median(rounds.map((round) => round[signing].rate / round.limits.minimal)),
    toWork: median(rounds.map((round) => round[signing].rate / round.limits.work)),
  })
  const limit = (which: Limit) => median(rounds.map((round) => round.limits[which]))
  return { clients, minimal: limit('minimal'), work: limit('work'), unsigned: ours('unsigned'), signed: ours('signed') }
}

const whole = (number: number) => String(Math.round(number))

function printed(report: readonly Summary[]): string {
  const rows = report.flatMap(({ clients, minimal, work, unsigned, signed }) => [
    [`${clients}`, 'limit: minimal transaction', whole(minimal), (1000 / (minimal / clients)).toFixed(2), '', '', ''],
    [`${clients}`, 'limit: same durable work', whole(work), (1000 / (work / clients)).toFixed(2), '', '', ''],
    ...(
      [
        ['transition, unsigned', unsigned],
        ['transition, signed', signed],
      ] as const
    ).map(([title, one]) => [
      `${clients}`,
      title,
      whole(one.rate),
      one.p50.toFixed(2),
      one.p99.toFixed(2),
      one.toMinimal.toFixed(3),
      one.toWork.toFixed(3),
    ]),
  ])
  const head = ['connections', 'what', 'per second', 'p50 ms', 'p99 ms', '÷ minimal', '÷ same work']
  return `${table(head, rows)}\n(of the limits, "p50 ms" is the mean)`
}

function machine(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model ?? 'unknown'}, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`
}

async function startServer(order: ServerOrder, later: Later): Promise<string> {
  const child = fork(join(import.meta.dirname, 'transitions-server.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  later(() => {
    child.kill('SIGKILL')
    return ended
  })
  child.send(order)
  return new Promise((resolve, reject) => {
    child.once('message', (ready: ServerReady) => resolve(ready.address))
    child.once('exit', (code) => reject(new Error(`Expected the server to start, but it ended with ${code}`)))
  })
}

async function signInAll(address: string, people: number, later: Later): Promise<readonly Session[]> {
  const sessions: Session[] = []
  for (let nth = 1; nth <= people; nth++) {
    // One connection for each person, as from so many browsers.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    later(() => agent.destroy())
    sessions.push(await signIn(agent, () => address, loginOf(nth), password))
  }
  return sessions
}

await runTidily(60, (later) => main(readOptions(), later))
