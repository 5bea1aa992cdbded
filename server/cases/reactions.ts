import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import type { Leadership } from '../database/leadership.ts'
import { makeOutbox, type Outbox, type OutboxItem } from '../database/outbox.ts'
import { advanceCase } from './advance-case.ts'
import type { CaseNeeds } from './case-needs.ts'
import { casesLookingAt, casesWokenBy } from './cases-looking-at.ts'
import { makeWorker, type Worker } from './worker-loop.ts'

const ROUND = 200
const LEASE_SECONDS = 20

export type ReactionNeeds = CaseNeeds &
  Readonly<{ pool: Pool; leadership: Leadership; log: FastifyBaseLogger; pauseMs: number; index: (state: CaseState) => Promise<void> }>

/**
 * What follows when a case has changed: it may go on by itself (just opened, or sent a step), cases that look at it may,
 * and it is found under its new words. Each consequence is a unit of its own; work that was done but not ticked off comes
 * again and changes nothing.
 */
export function makeReactions(needs: ReactionNeeds): Worker {
  const consequences = makeOutbox(needs.pool, 'consequences')
  const search = makeOutbox(needs.pool, 'search')
  const round = async (): Promise<number> => {
    if ((await needs.leadership.hold(LEASE_SECONDS)) === null) return 0
    const followed = await followAll(consequences, needs)
    const indexed = await workOff(search, (id) => reindex(id, needs), needs.log)
    return followed + indexed
  }
  return makeWorker({ name: 'reactions', pauseMs: needs.pauseMs, log: needs.log, round, stopped: () => needs.leadership.release() })
}

/** Looks at each case once, however often it changed meanwhile; one that fails is put off and the others go on. */
async function workOff(outbox: Outbox, work: (id: string) => Promise<void>, log: FastifyBaseLogger): Promise<number> {
  const items = await outbox.take(ROUND)
  for (const [id, group] of Map.groupBy(items, ({ stream }) => stream)) {
    try {
      await work(id)
      await outbox.done(group)
    } catch (error) {
      await putOff(outbox, group, error, log)
    }
  }
  return items.length
}

/**
 * Changed cases go on first, then the cases that look at any of them, each once however many of them changed: a batch
 * looks at all its applications. What failed for a case looking on is put off for every change that led to it.
 */
async function followAll(outbox: Outbox, needs: ReactionNeeds): Promise<number> {
  const items = await outbox.take(ROUND)
  const failed = new Map<string, unknown>()
  const ledTo = new Map<string, string[]>()
  const groups = Map.groupBy(items, ({ stream }) => stream)
  for (const [id, group] of groups)
    try {
      for (const other of await follow(id, Math.min(...group.map(({ sequence }) => sequence)), needs))
        ledTo.set(other, [...(ledTo.get(other) ?? []), id])
    } catch (error) {
      failed.set(id, error)
    }
  for (const [other, changed] of ledTo)
    try {
      await advance(other, needs, needs.pool)
    } catch (error) {
      for (const id of changed) failed.set(id, error)
    }
  for (const [id, group] of groups)
    if (failed.has(id)) await putOff(outbox, group, failed.get(id), needs.log)
    else await outbox.done(group)
  return items.length
}

/** The unit that changed a case brought its agenda; that of the cases looking at it, which are answered, is worked out afterwards. */
async function follow(id: string, since: number, needs: ReactionNeeds): Promise<ReadonlySet<string>> {
  await advance(id, needs, null)
  const state = await needs.reader.byId(id)
  if (state === null) return new Set()
  return new Set([...(await casesLookingAt(state, needs.pool, needs)), ...(await casesWokenBy(id, since, needs.pool, needs))])
}

async function putOff(outbox: Outbox, group: readonly OutboxItem[], error: unknown, log: FastifyBaseLogger): Promise<void> {
  log.warn({ err: error, case: group[0]?.stream }, 'a consequence could not be worked out yet')
  for (const item of group) await outbox.failed(item, error instanceof Error ? error.name : 'unknown')
}

async function advance(id: string, needs: ReactionNeeds, refresh: Pool | null): Promise<void> {
  const advanced = await advanceCase(id, needs, refresh)
  if (advanced.outcome === 'stopped') needs.log.error({ case: id, code: advanced.rejection.code }, 'an automatic step was refused')
}

async function reindex(id: string, { reader, index }: ReactionNeeds): Promise<void> {
  const state = await reader.byId(id)
  if (state !== null) await index(state)
}
