import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import type { Words } from '#engine'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import { makeLeadership } from '../database/leadership.ts'
import { makeIdentifier } from '../identifier.ts'
import { latestCheckpoint } from '../log/checkpoint-store.ts'
import { firstSignedBeyond, lastKept } from './anchor-store.ts'
import type { Custodian } from './custodian.ts'
import { type AnchorTrouble, troubleWith } from './trouble.ts'
import { endTrouble, type NotedTrouble, noteTrouble, troubleOf } from './trouble-store.ts'

/** How it stands with one custodian, whichever process carries to it. */
export type Standing = Readonly<{
  kind: Custodian['kind']
  name: string
  /** Largest size it has, and since when; null: nothing yet. */
  has: Readonly<{ size: number; at: string }> | null
  problem: NotedTrouble | null
}>

export type CarrierNeeds = Readonly<{
  pool: Pick<Pool, 'query'>
  log: FastifyBaseLogger
  pauseMs: number
  /** Real time: an anchor is outside the house, where no demonstration is. */
  now: () => Date
}>

export type Carrier = Worker & Readonly<{ standing(): Promise<Standing>; trouble(): Promise<AnchorTrouble | null> }>

const LEAD_SECONDS = 60
const LONGEST_PAUSE_MS = 5 * 60_000
const FIRST_PAUSE_MS = 1000

/** Carries each new checkpoint to one custodian, alone, and again later where that fails: one that is away holds up no other. */
export function makeCarrier(custodian: Custodian, { pool, log, pauseMs, now }: CarrierNeeds): Carrier {
  const { kind, name, everyMs } = custodian
  const leadership = makeLeadership(pool, `anchor ${kind} ${name}`, makeIdentifier())
  let met: boolean | null = null
  let failures = 0
  let notBefore = 0
  const hasNow = async (): Promise<Standing['has']> => {
    const kept = await lastKept(pool, kind, name)
    return kept === null ? null : { size: kept.size, at: kept.at }
  }
  const failed = async (words: Words, isAlarm: boolean) => {
    const at = now()
    failures++
    notBefore = at.getTime() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))
    if (met !== isAlarm) {
      if (isAlarm) log.error({ anchor: name, kind, words: words.en }, 'ALARM: a checkpoint contradicts what is kept outside')
      else log.warn({ anchor: name, kind, words: words.en }, 'a checkpoint could not be carried outside, and will be again')
    }
    met = isAlarm
    await noteTrouble(pool, custodian, { alarm: isAlarm, words, since: at.toISOString() })
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
    if (outcome instanceof Error) await failed(wordsOf(outcome), false)
    else if (outcome.outcome === 'alarm') await failed(outcome.words, true)
    else {
      failures = 0
      met = null
      await endTrouble(pool, custodian)
    }
    return outcome instanceof Error || outcome.outcome === 'alarm' ? 0 : 1
  }
  const worker = makeWorker({ name: `anchor ${name}`, pauseMs, log, round, stopped: () => leadership.release() })
  const behindSince = async (): Promise<string | null> => {
    const has = await hasNow()
    const signed = await firstSignedBeyond(pool, has?.size ?? 0)
    if (has === null || signed === null) return signed
    // Stamps are asked for now and then only: until then nothing is behind.
    return new Date(Math.max(Date.parse(signed), Date.parse(has.at) + everyMs)).toISOString()
  }
  return {
    ...worker,
    standing: async () => ({ kind, name, has: await hasNow(), problem: await troubleOf(pool, custodian) }),
    trouble: async () => troubleWith({ custodian, noted: await troubleOf(pool, custodian), behindSince: await behindSince(), now: now() }),
  }
}

/** `fetch failed` says nothing; what lies behind it does. */
function wordsOf(error: Error): Words {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  const words = `${error.message}${cause}`.slice(0, 300)
  return { zh: words, en: words }
}
