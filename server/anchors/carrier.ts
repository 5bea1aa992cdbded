import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import { makeLeadership } from '../database/leadership.ts'
import { makeIdentifier } from '../identifier.ts'
import { latestCheckpoint } from '../log/checkpoint-store.ts'
import { lastKept } from './anchor-store.ts'
import type { Custodian } from './custodian.ts'

/** How it stands with one custodian, as this process knows it. */
export type Standing = Readonly<{
  kind: Custodian['kind']
  name: string
  /** Largest size it has, and since when; null: nothing yet. */
  has: Readonly<{ size: number; at: string }> | null
  problem: Readonly<{ alarm: boolean; words: string; since: string }> | null
}>

export type CarrierNeeds = Readonly<{
  pool: Pick<Pool, 'query'>
  log: FastifyBaseLogger
  pauseMs: number
  /** Real time: an anchor is outside the house, where no demonstration is. */
  now: () => Date
}>

export type Carrier = Worker & Readonly<{ standing(): Promise<Standing> }>

const LEAD_SECONDS = 60
const LONGEST_PAUSE_MS = 5 * 60_000
const FIRST_PAUSE_MS = 1000

/** Carries each new checkpoint to one custodian, alone, and again later where that fails: one that is away holds up no other. */
export function makeCarrier(custodian: Custodian, { pool, log, pauseMs, now }: CarrierNeeds): Carrier {
  const { kind, name, everyMs } = custodian
  const leadership = makeLeadership(pool, `anchor ${kind} ${name}`, makeIdentifier())
  let problem: Standing['problem'] = null
  let failures = 0
  let notBefore = 0
  const hasNow = async (): Promise<Standing['has']> => {
    const kept = await lastKept(pool, kind, name)
    return kept === null ? null : { size: kept.size, at: kept.at }
  }
  const failed = (words: string, isAlarm: boolean) => {
    const at = now()
    failures++
    notBefore = at.getTime() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))
    const isNew = problem === null || problem.alarm !== isAlarm
    problem = { alarm: isAlarm, words, since: isNew || problem === null ? at.toISOString() : problem.since }
    if (!isNew) return
    if (isAlarm) log.error({ anchor: name, kind, words }, 'ALARM: a checkpoint contradicts what is kept outside')
    else log.warn({ anchor: name, kind, words }, 'a checkpoint could not be carried outside, and will be again')
  }
  const round = async (): Promise<number> => {
    if (now().getTime() < notBefore) return 0
    const newest = await latestCheckpoint(pool)
    const has = await hasNow()
    if (newest === null || (has !== null && newest.size <= has.size)) return 0
    if (has !== null && everyMs > 0 && now().getTime() - Date.parse(has.at) < everyMs) return 0
    if ((await leadership.hold(LEAD_SECONDS)) === null) return 0
    const outcome = await custodian
      .take(newest, has?.size ?? 0)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    if (outcome instanceof Error) failed(wordsOf(outcome), false)
    else if (outcome.outcome === 'alarm') failed(outcome.words, true)
    else {
      failures = 0
      problem = null
    }
    return outcome instanceof Error || outcome.outcome === 'alarm' ? 0 : 1
  }
  const worker = makeWorker({ name: `anchor ${name}`, pauseMs, log, round, stopped: () => leadership.release() })
  return { ...worker, standing: async () => ({ kind, name, has: await hasNow(), problem }) }
}

/** `fetch failed` says nothing; what lies behind it does. */
function wordsOf(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`.slice(0, 300)
}
