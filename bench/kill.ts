import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chanceFrom } from './chance.ts'
import { type Check, checkLog, storedUntold } from './check-log.ts'
import { checkRebuild } from './check-rebuild.ts'
import { type Clerk, workOn } from './clerk.ts'
import { table } from './figures.ts'
import { firstRun, password } from './first-run.ts'
import { type Gate, makeGate } from './gate.ts'
import { makeServedHouse, type ServedHouse } from './served-house.ts'
import { type Desk, makeDesk, untilTold } from './submissions.ts'
import { asAdmin } from './throwaway-database.ts'
import { type Later, runTidily } from './tidy-up.ts'

const clients = 8
/** Share of answers that are lost on their way, beside those a kill takes. */
const lossy = 0.1

type Options = Readonly<{ kills: number; control: boolean; seed: number }>

/** How the server is killed, by turns: each leaves PostgreSQL in another condition. */
const manners = {
  server: 'server killed; its PostgreSQL is told to stop',
  both: 'server and PostgreSQL killed',
  database: 'PostgreSQL killed under the server, then the server',
  kept: 'server killed; PostgreSQL runs on',
} as const
type Manner = keyof typeof manners

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      control: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  })
  const [kills, seed] = [Number(values.kills), Number(values.seed)]
  if (!Number.isInteger(kills) || kills < 1 || kills > 1000)
    throw new Error(`Expected --kills to be a whole number from 1 to 1000, but it is "${values.kills}"`)
  if (!Number.isInteger(seed)) throw new Error(`Expected --seed to be a whole number, but it is "${values.seed}"`)
  return { kills, control: values.control, seed }
}

async function main({ kills, control, seed }: Options, later: Later): Promise<number> {
  let completed = false
  const chance = chanceFrom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'guiju-kill-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  const house = await makeServedHouse(folder)
  later(() => house.close())
  later(() => completed || console.error(`the server said last:\n${house.lastWords()}`))
  await house.start()
  const agentFor = () => {
    const agent = new Agent({ keepAlive: true })
    later(() => agent.destroy())
    return agent
  }
  const sessions = await firstRun(house.address, clients, agentFor)
  console.log(
    `organisation founded, ${clients} clerks with their roles; seed ${seed}${control ? '; control: every retry has a new key' : ''}\n`,
  )

  const gate = makeGate()
  const desk = makeDesk({ running: gate.passed, newKeyEachTry: control, losesAnswer: () => chance() < lossy })
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  const clerks: readonly Clerk[] = sessions.map((session) => ({ session, password, filler: { person: session.person, today, chance } }))
  let done = false
  const working = Promise.all(clerks.map((clerk) => workOn(clerk, desk, () => done, gate.passed)))
  working.catch(() => {})
  const rows: string[][] = []
  for (let nth = 1; nth <= kills; nth++) {
    const row = await Promise.race([killOnce(mannerOf(nth, kills), { house, desk, gate, chance }), working.then(() => [])])
    rows.push([String(nth), ...row])
    console.log(`kill ${nth}: ${row.join(' · ')}`)
  }
  await untilTold(desk, desk.told.length + clients)
  done = true
  await working
  await house.stopServer()

  const { adminUrl, url } = await house.openDatabase()
  const checks = await asAdmin(adminUrl, (client) => checkLog(client, desk.told))
  const untold = await asAdmin(adminUrl, (client) => storedUntold(client, desk.told))
  const rebuilt = await checkRebuild(url, folder)
  completed = true
  console.log(
    `\nStored although the client had no answer then: ${untold.kill} at a kill, ${untold.network} by a lost answer, ${untold['database-away']} by an answer that the database is away`,
  )
  return report([...checks, rebuilt], rows, desk, control)
}

/** Kills at a random moment of a random amount of work, starts again, and says what that was like. */
async function killOnce(
  manner: Manner,
  { house, desk, gate, chance }: Readonly<{ house: ServedHouse; desk: Desk; gate: Gate; chance: () => number }>,
): Promise<string[]> {
  const before = { told: desk.told.length, unanswered: desk.unanswered() }
  await untilTold(desk, before.told + 2 + Math.floor(chance() * 3 * clients))
  // Some time after a submission has left: before it is read, while it is decided or stored, or when it is being answered.
  await desk.nextSent()
  await pause(chance() * 150)
  // While PostgreSQL alone is away, clients go on asking and are told so.
  if (manner === 'database' || manner === 'both') house.killDatabase()
  if (manner === 'database') await pause(150 + chance() * 250)
  gate.close()
  await house.killServer()
  if (manner === 'kept') await house.keepDatabaseRunning()
  const since = performance.now()
  const tries = await house.start()
  const seconds = (performance.now() - since) / 1000
  gate.open()
  return [
    manners[manner],
    String(desk.told.length - before.told),
    String(desk.unanswered() - before.unanswered),
    seconds.toFixed(1),
    String(tries),
  ]
}

/** PostgreSQL that runs on has to be ours, so those kills come last, one after another. */
function mannerOf(nth: number, kills: number): Manner {
  const early: readonly Manner[] = ['server', 'both', 'database']
  return nth > kills * 0.6 ? 'kept' : (early[(nth - 1) % early.length] ?? 'server')
}

function report(checks: readonly Check[], rows: readonly (readonly string[])[], desk: Desk, control: boolean): number {
  const { told } = desk
  const acknowledged = told.filter(({ outcome }) => outcome === 'acknowledged')
  console.log(`\n${table(['kill', 'manner', 'answered before', 'unanswered', 'seconds to be ready', 'tries to start'], rows)}\n`)
  console.log(
    `${told.length} submissions: ${acknowledged.length} acknowledged (${acknowledged.filter(({ act }) => act.kind === 'open').length} openings, ${acknowledged.filter(({ act }) => act.kind === 'step').length} steps), ${told.length - acknowledged.length} refused; ${desk.unanswered()} tries went unanswered, ${desk.away()} of them were told that the database is away\n`,
  )
  console.log(
    table(
      ['check', 'looked at', 'wrong'],
      checks.map(({ title, looked, wrong }) => [title, String(looked), String(wrong.length)]),
    ),
  )
  for (const { title, wrong } of checks) for (const one of wrong.slice(0, 5)) console.log(`  ${title}: ${one}`)
  const found = checks.reduce((sum, { wrong }) => sum + wrong.length, 0)
  if (acknowledged.length === 0) console.log('\nNothing was acknowledged, so nothing was proved.')
  else if (control)
    console.log(found > 0 ? '\nControl: the doubling was detected.' : '\nControl: nothing was detected, so the checks prove nothing.')
  else console.log(found > 0 ? '\nViolated.' : '\nNothing acknowledged was lost, nothing was done twice.')
  return acknowledged.length > 0 && found > 0 === control ? 0 : 1
}

await runTidily(60, (later) => main(readOptions(), later))
