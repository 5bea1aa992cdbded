import { setTimeout as pause } from 'node:timers/promises'
import type { Gate } from '../gate.ts'
import { asAdmin } from '../throwaway-database.ts'
import { type FaultHouse, logins } from './fault-house.ts'

/** What goes wrong, once. It resolves when everything stands again. */
export type Fault = (house: FaultHouse, chance: () => number, gate: Gate) => Promise<void>

export const kinds = {
  /** First of all: what everybody writes afterwards would fill the small disk by itself. */
  async 'disk-full'(house, chance) {
    if (house.fillDisk === null) return
    await house.fillDisk()
    await pause(800 + chance() * 2500)
    house.emptyDisk()
    // Where PostgreSQL gave up, whoever looks after it starts it again.
    await house.startDatabase().catch(() => {})
    await answers(house)
  },
  'commit-cut-before': (house) => house.proxy.cutCommit('before', logins.server),
  'commit-cut-after': (house) => house.proxy.cutCommit('after', logins.server),
  'log-commit-cut': (house, chance) => house.proxy.cutCommit(chance() < 0.5 ? 'before' : 'after', logins.sequencer),
  async 'app-killed'(house, chance, gate) {
    await pause(chance() * 400)
    gate.close()
    await house.killServer()
    await house.startServer()
    gate.open()
  },
  async 'database-killed'(house, chance) {
    await pause(chance() * 400)
    await house.killDatabase()
    await pause(chance() * 300)
    await house.startDatabase()
    await answers(house)
  },
  async partitioned(house, chance) {
    if (chance() < 0.5) {
      house.proxy.stall()
      await pause(300 + chance() * 4000)
      house.proxy.flow()
    } else {
      house.proxy.refuse()
      await pause(200 + chance() * 1500)
      house.proxy.accept()
    }
    await answers(house)
  },
  /** Now and then for longer than a lead is held: what wakes up must find that another might lead. */
  async paused(house, chance) {
    house.pauseServer()
    await pause(chance() < 0.15 ? 11_000 : 200 + chance() * 2000)
    house.resumeServer()
    await answers(house)
  },
  /** The clock the entries are stamped by jumps, forward and back, by seconds or by hours. */
  async 'clock-stepped'(house, chance) {
    const steps = [1, 30, 600, 3600, 7200]
    const seconds = Math.round((chance() < 0.5 ? -1 : 1) * (steps[Math.floor(chance() * steps.length)] ?? 1))
    await setClock(house, seconds)
    await pause(300 + chance() * 500)
  },
} as const satisfies Readonly<Record<string, Fault>>
export type FaultKind = keyof typeof kinds

/** The record clock of a throw-away database, off by so many seconds. */
export function setClock({ adminUrl }: FaultHouse, seconds: number): Promise<unknown> {
  const off = Math.trunc(seconds)
  return asAdmin(adminUrl, (client) =>
    client.query(
      `create or replace function record_clock() returns timestamptz language sql stable as $$ select date_trunc('milliseconds',
        coalesce((select simulated_at from clock_setting), clock_timestamp() + interval '${off} seconds')) $$`,
    ),
  )
}

/** Until the server answers again that it can reach its database. */
async function answers(house: FaultHouse): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 60_000; await pause(50)) {
    const ready = await fetch(`${house.address()}/ready`, { signal: AbortSignal.timeout(3000) }).catch(() => null)
    if (ready?.ok === true) return
  }
  throw new Error('Expected the server to reach its database again within a minute, but it does not')
}
