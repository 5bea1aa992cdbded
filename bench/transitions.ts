import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median, percentile, table } from './figures.ts'
import type { Session } from './http-client.ts'
import { type MeasuredServer, machine, signInAll, startMeasuredServer } from './measured-server.ts'
import { type Limit, type LimitMeter, makeLimitMeter, makeRun } from './postgres-limit.ts'
import { openThrowawayDatabase } from './throwaway-database.ts'
import { type Later, runTidily } from './tidy-up.ts'
import { type Measured, openCases, type Signing, takeSteps } from './transitions-load.ts'

const password = 'measured-phrase-9174'
const on = [
  'HTTP on a loopback port, one process for the server, one for the clients (keep-alive)',
  'session cookie, CSRF token, roles, Idempotency-Key with the answer kept',
  'values checked, two rules, computed fields, record sealed, entry chained, case projected, task list renewed',
  'committed with fsync before it is answered, together with what comes at the same time; search and consequence workers running; log written to /dev/null',
  'signed: the password is checked with argon2id (19 MiB, 2 passes) in the same request, which outweighs all the rest',
]

type Options = Readonly<{ seconds: number; clients: readonly number[]; rounds: number; cases: number; json: string | undefined }>
type Round = Readonly<{ clients: number; limits: Readonly<Record<Limit, number>> } & Record<Signing, Figures>>
/** Per second; milliseconds; milliseconds of the server's processor time for each. */
type Figures = Readonly<{ rate: number; p50: number; p99: number; cpu: number }>
type Setting = Readonly<{
  sessions: readonly Session[]
  cases: Awaited<ReturnType<typeof openCases>>
  meter: LimitMeter
  server: MeasuredServer
}>

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
  const server = await startMeasuredServer(
    { url: database.url, dataFolder: join(folder, 'data'), people: most, password, workers: true },
    later,
  )
  const sessions = await signInAll(server.address, { people: most, password }, later)
  const cases = await openCases(sessions, options.cases)
  console.log(`${cases.length} cases opened, ${most} people signed in; ${options.rounds} rounds of ${options.seconds} s for each figure\n`)
  await takeSteps(sessions.slice(0, 16), cases, 'unsigned', { seconds: 2, password })

  const rounds: Round[] = []
  for (let nth = 1; nth <= options.rounds; nth++)
    for (const clients of options.clients) rounds.push(await measureRound(clients, options.seconds, { sessions, cases, meter, server }))
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
async function measureRound(clients: number, seconds: number, { sessions, cases, meter, server }: Setting): Promise<Round> {
  const own = sessions.slice(0, clients)
  const takeAll = async (signing: Signing) => {
    const before = await server.cpu()
    const measured = await takeSteps(own, cases, signing, { seconds, password })
    return figuresOf(measured, (await server.cpu()) - before)
  }
  const minimal = await meter.measure('minimal', clients, seconds)
  const unsigned = await takeAll('unsigned')
  const work = await meter.measure('work', clients, seconds)
  const signed = await takeAll('signed')
  console.log(
    `${String(clients).padStart(3)} connections  minimal ${whole(minimal)}/s  same work ${whole(work)}/s  unsigned ${whole(unsigned.rate)}/s  signed ${whole(signed.rate)}/s`,
  )
  return { clients, limits: { minimal, work }, unsigned, signed }
}

function figuresOf({ count, seconds, latencies }: Measured, cpu: number): Figures {
  return { rate: count / seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), cpu: cpu / count }
}

type Summary = Readonly<
  { clients: number; minimal: number; work: number } & Record<Signing, Figures & Readonly<{ toMinimal: number; toWork: number }>>
>

function summary(clients: number, rounds: readonly Round[]): Summary {
  const ours = (signing: Signing) => ({
    rate: median(rounds.map((round) => round[signing].rate)),
    p50: median(rounds.map((round) => round[signing].p50)),
    p99: median(rounds.map((round) => round[signing].p99)),
    cpu: median(rounds.map((round) => round[signing].cpu)),
    toMinimal: median(rounds.map((round) => round[signing].rate / round.limits.minimal)),
    toWork: median(rounds.map((round) => round[signing].rate / round.limits.work)),
  })
  const limit = (which: Limit) => median(rounds.map((round) => round.limits[which]))
  return { clients, minimal: limit('minimal'), work: limit('work'), unsigned: ours('unsigned'), signed: ours('signed') }
}

const whole = (number: number) => String(Math.round(number))

function printed(report: readonly Summary[]): string {
  const rows = report.flatMap(({ clients, minimal, work, unsigned, signed }) => [
    [`${clients}`, 'limit: minimal transaction', whole(minimal), (1000 / (minimal / clients)).toFixed(2), '', '', '', ''],
    [`${clients}`, 'limit: same durable work', whole(work), (1000 / (work / clients)).toFixed(2), '', '', '', ''],
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
      one.cpu.toFixed(2),
    ]),
  ])
  const head = ['connections', 'what', 'per second', 'p50 ms', 'p99 ms', '÷ minimal', '÷ same work', 'server CPU ms']
  return `${table(head, rows)}\n(of the limits, "p50 ms" is the mean)`
}

await runTidily(60, (later) => main(readOptions(), later))
