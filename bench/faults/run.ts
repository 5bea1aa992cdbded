import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startWitness } from '../../server/commands/witness.ts'
import { chanceFrom } from '../chance.ts'
import { type Check, storedUntold } from '../check-log.ts'
import { type Clerk, workOn } from '../clerk.ts'
import { table } from '../figures.ts'
import { firstRun, password } from '../first-run.ts'
import { type Gate, makeGate } from '../gate.ts'
import { type Desk, makeDesk, untilTold } from '../submissions.ts'
import { asAdmin } from '../throwaway-database.ts'
import { type Later, runTidily } from '../tidy-up.ts'
import { checkHouse, checkMerkleLog } from './check-house.ts'
import { type FaultHouse, makeFaultHouse } from './fault-house.ts'
import { type FaultKind, kinds, setClock } from './kinds.ts'

const clients = 8
/** Share of each kind in a run: what costs milliseconds comes often, what costs seconds seldom. */
const share: Readonly<Record<FaultKind, number>> = {
  'commit-cut-before': 0.28,
  'commit-cut-after': 0.28,
  'log-commit-cut': 0.04,
  'app-killed': 0.09,
  'database-killed': 0.08,
  partitioned: 0.08,
  paused: 0.07,
  'clock-stepped': 0.05,
  'disk-full': 0.03,
}
/** What has to be found when it is done wrong on purpose. */
const controls = {
  'new-key': 'every retry has a new key, so what was stored and not told is done again',
  'lazy-commit': 'PostgreSQL says committed before it is on the disk, and is killed',
  'lost-leaf': 'a leaf is taken out of the log behind everybody’s back',
} as const
type Control = keyof typeof controls

type Options = Readonly<{ faults: number; seed: number; only: readonly FaultKind[]; controls: readonly Control[] }>

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      faults: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      only: { type: 'string', multiple: true, default: [] },
      controls: { type: 'boolean', default: false },
    },
  })
  const [faults, seed] = [Number(values.faults), Number(values.seed)]
  if (!Number.isInteger(faults) || faults < 0 || faults > 100_000)
    throw new Error(`Expected --faults to be a number, but it is "${values.faults}"`)
  const only = (values.only ?? []).filter((one): one is FaultKind => Object.hasOwn(kinds, one))
  if (only.length !== (values.only ?? []).length) throw new Error(`Expected --only to be one of ${Object.keys(kinds).join(', ')}`)
  return { faults, seed, only, controls: values.controls ? (Object.keys(controls) as Control[]) : [] }
}

type Phase = Readonly<{
  kind: FaultKind
  done: number
  told: number
  unanswered: number
  untold: number
  seconds: number
  checks: readonly Check[]
}>

async function main(options: Options, later: Later): Promise<number> {
  const chance = chanceFrom(options.seed)
  console.log(`seed ${options.seed}, ${clients} clerks`)
  let violated = 0
  if (options.faults > 0) {
    const phases = await runPhases(options, chance, later)
    violated = report(phases)
  }
  let blind = 0
  for (const control of options.controls) {
    const found = await runControl(control, chance, later)
    console.log(
      `control ${control} (${controls[control]}): ${found.length > 0 ? `found, ${found[0]}` : 'NOT FOUND: the checks prove nothing'}`,
    )
    blind += found.length > 0 ? 0 : 1
  }
  return violated === 0 && blind === 0 ? 0 : 1
}

async function runPhases({ faults, only }: Options, chance: () => number, later: Later): Promise<readonly Phase[]> {
  const place = await openPlace(later, { newKeyEachTry: false }, chance)
  const { house } = place
  const alarms = await watched(place, later)
  const wanted = (Object.keys(kinds) as FaultKind[]).filter((kind) => only.length === 0 || only.includes(kind))
  const whole = wanted.reduce((sum, kind) => sum + share[kind], 0)
  const phases: Phase[] = []
  for (const kind of wanted) {
    if (kind === 'disk-full' && house.fillDisk === null) {
      console.log('disk-full: not tried, for this account may not mount a small disk')
      continue
    }
    const count = Math.max(1, Math.round((faults * share[kind]) / whole))
    const phase = await runPhase(kind, count, place, chance)
    phases.push(phase)
    const wrong = phase.checks.flatMap(({ wrong }) => wrong)
    console.log(`${kind}: ${count} faults, ${phase.told} submissions told, ${wrong.length} wrong, ${phase.seconds.toFixed(0)} s`)
    for (const one of wrong.slice(0, 5)) console.log(`  ${one}`)
  }
  const seen = await alarms()
  const last = phases.at(-1)
  return last === undefined ? [] : [...phases.slice(0, -1), { ...last, checks: [...last.checks, seen] }]
}

type Place = Readonly<{ house: FaultHouse; desk: Desk; gate: Gate; clerks: readonly Clerk[]; folder: string }>

async function openPlace(later: Later, { newKeyEachTry }: Readonly<{ newKeyEachTry: boolean }>, chance: () => number): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-faults-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  const house = await makeFaultHouse(folder)
  later(() => house.close())
  await house.startServer()
  const agentFor = () => {
    const agent = new Agent({ keepAlive: true })
    later(() => agent.destroy())
    return agent
  }
  const sessions = await firstRun(house.address, clients, agentFor)
  const gate = makeGate()
  const desk = makeDesk({ running: gate.passed, newKeyEachTry, losesAnswer: () => false, patienceMs: 900_000 })
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  const clerks = sessions.map((session) => ({ session, password, filler: { person: session.person, today, chance } }))
  return { house, desk, gate, clerks, folder }
}

/** Clerks work, things go wrong, everybody comes to an end; then it is looked at. */
async function runPhase(kind: FaultKind, count: number, place: Place, chance: () => number): Promise<Phase> {
  const { house, desk, gate, clerks } = place
  const before = { told: desk.told.length, unanswered: desk.unanswered(), since: performance.now() }
  let stopped = false
  const working = Promise.all(clerks.map((clerk) => workOn(clerk, desk, () => stopped, gate.passed)))
  const failed = working.then(() => undefined)
  failed.catch(() => {})
  try {
    for (let done = 0; done < count; done++) {
      // Each fault meets work: some submissions have come through since the last.
      await Promise.race([untilTold(desk, desk.told.length + 1 + Math.floor(chance() * 4)), failed])
      await Promise.race([kinds[kind](house, chance, gate), failed])
    }
    if (kind === 'clock-stepped') await setClock(house, 0)
    stopped = true
    await working
  } catch (error) {
    console.error(`the server said last:\n${house.lastWords()}`)
    throw error
  }
  const checks = await checkHouse(house, desk.told)
  const untold = await asAdmin(house.adminUrl, (client) => storedUntold(client, desk.told.slice(before.told)))
  return {
    kind,
    done: count,
    told: desk.told.length - before.told,
    unanswered: desk.unanswered() - before.unanswered,
    untold: untold.kill + untold.network + untold['database-away'],
    seconds: (performance.now() - before.since) / 1000,
    checks,
  }
}

/** A witness watches the log from outside all the while. Answers what it saw. */
async function watched({ house, folder, gate }: Place, later: Later): Promise<() => Promise<Check>> {
  const keys = await untilSome(async () => (await (await fetch(`${house.address()}/log/keys`)).text()).match(/^guiju\/\S+$/gm) ?? [])
  const said: string[] = []
  const options = { listen: '127.0.0.1:0', folder: join(folder, 'witness'), logs: keys, name: 'witness.example', language: 'en' } as const
  const witness = await startWitness({ ...options, out: (line) => said.push(line), now: () => new Date() })
  later(() => witness.close())
  writeFileSync(join(house.dataFolder, 'anchors.yaml'), `witnesses:\n  - url: ${witness.address}\n    key: ${witness.verifier}\n`)
  gate.close()
  await house.killServer()
  await house.startServer()
  gate.open()
  return async () => {
    const shown = await (await fetch(witness.address)).text()
    const size = Number(/size (\d+)/.exec(shown)?.[1] ?? 0)
    const wrong = [...said.filter((line) => line.startsWith('ALARM')), ...(size > 0 ? [] : ['the witness was shown nothing'])]
    return { title: 'a witness outside has seen one history', looked: size, wrong }
  }
}

async function runControl(control: Control, chance: () => number, later: Later): Promise<readonly string[]> {
  const place = await openPlace(later, { newKeyEachTry: control === 'new-key' }, chance)
  const { house, desk } = place
  if (control === 'lazy-commit')
    await asAdmin(house.adminUrl, async (client) => {
      await client.query('alter system set synchronous_commit = off')
      await client.query("alter system set wal_writer_delay = '10s'")
      await client.query('select pg_reload_conf()')
    })
  const kind = control === 'lazy-commit' ? 'database-killed' : 'commit-cut-after'
  const tries = control === 'lost-leaf' ? 2 : 12
  const { checks } = await runPhase(kind, tries, place, chance).catch((error: unknown) => ({
    // A server that lost what it told may even refuse to go on: that is found, too.
    checks: [
      { title: 'the clerks could go on', looked: desk.told.length, wrong: [error instanceof Error ? error.message : String(error)] },
    ],
  }))
  if (control !== 'lost-leaf') return checks.flatMap(({ wrong }) => wrong)
  await house.killServer()
  await asAdmin(house.adminUrl, async (client) => {
    await client.query('set session_replication_role = replica')
    await client.query('alter table log_leaf disable trigger all')
    await client.query('delete from log_leaf where index = (select max(index) / 2 from log_leaf)')
  })
  return (await checkMerkleLog(house)).wrong
}

function report(phases: readonly Phase[]): number {
  const rows = phases.map(({ kind, done, told, unanswered, untold, seconds, checks }) => [
    ...[kind, String(done), String(told), String(unanswered), String(untold)],
    ...[String(checks.reduce((sum, { wrong }) => sum + wrong.length, 0)), seconds.toFixed(0)],
  ])
  console.log(`\n${table(['fault', 'times', 'told', 'tries unanswered', 'stored, untold at first', 'wrong', 'seconds'], rows)}\n`)
  const last = phases.at(-1)?.checks ?? []
  console.log(
    table(
      ['check, at the end', 'looked at', 'wrong'],
      last.map(({ title, looked, wrong }) => [title, String(looked), String(wrong.length)]),
    ),
  )
  for (const { kind, checks } of phases)
    for (const { title, wrong } of checks) for (const one of wrong.slice(0, 5)) console.log(`  ${kind} · ${title}: ${one}`)
  const found = phases.reduce((sum, { checks }) => sum + checks.reduce((all, { wrong }) => all + wrong.length, 0), 0)
  const faults = phases.reduce((sum, { done }) => sum + done, 0)
  console.log(found > 0 ? '\nViolated.' : `\n${faults} faults: nothing acknowledged was lost, nothing was done twice, nothing has a gap.\n`)
  return found
}

async function untilSome<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (const since = Date.now(); ; await pause(200)) {
    const found = await read()
    if (found.length > 0) return found
    if (Date.now() - since > 60_000) throw new Error('Expected the log to have a key within a minute, but it has none')
  }
}

await runTidily(600, (later) => main(readOptions(), later))
