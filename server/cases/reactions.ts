import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { automaticSteps, type CaseState } from '#engine'
import type { Leadership } from '../database/leadership.ts'
import { makeOutbox, type Outbox, type OutboxItem } from '../database/outbox.ts'
import type { ProcedureInForce } from '../documents/documents.ts'
import { organisationDay } from '../organisation-day.ts'
import { advanceCase } from './advance-case.ts'
import type { CaseNeeds } from './case-needs.ts'
import { casesLookingAt, casesWokenBy, isLookedAt } from './cases-looking-at.ts'
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
  const done: OutboxItem[] = []
  for (const [id, group] of Map.groupBy(items, ({ stream }) => stream))
    try {
      await work(id)
      done.push(...group)
    } catch (error) {
      await putOff(outbox, group, error, log)
    }
  await outbox.done(done)
  return items.length
}

/**
 * Changed cases go on first, then the cases that look at any of them, each once however many of them changed: a batch
 * looks at all its applications. What failed for a case looking on is put off for every change that led to it.
 */
async function followAll(outbox: Outbox, needs: ReactionNeeds): Promise<number> {
  const items = await outbox.take(ROUND)
  if (items.length === 0) return 0
  const inForce = await inForceNow(needs)
  const failed = new Map<string, unknown>()
  const ledTo = new Map<string, string[]>()
  const groups = Map.groupBy(items, ({ stream }) => stream)
  for (const [id, group] of groups)
    try {
      for (const other of await follow(group, inForce, needs)) ledTo.set(other, [...(ledTo.get(other) ?? []), id])
    } catch (error) {
      failed.set(id, error)
    }
  for (const [other, changed] of ledTo)
    try {
      await advance(other, needs, needs.pool)
    } catch (error) {
      for (const id of changed) failed.set(id, error)
    }
  for (const [id, group] of groups) if (failed.has(id)) await putOff(outbox, group, failed.get(id), needs.log)
  await outbox.done(items.filter(({ stream }) => !failed.has(stream)))
  return items.length
}

async function inForceNow({ ledger, organisation, documents }: ReactionNeeds): Promise<readonly ProcedureInForce[]> {
  const [{ at }, { zone }] = await Promise.all([ledger.now(), organisation()])
  return documents.allInForce(organisationDay(at, zone))
}

/**
 * What may follow from the changes of one case: the engine takes a step of its own, if the state has one; cases that look
 * at it, or at a register it sets, are answered. Most changes concern nobody, and then the case is not even read. The unit
 * that changed it brought its agenda; that of the cases looking at it is worked out afterwards.
 */
async function follow(
  group: readonly OutboxItem[],
  inForce: readonly ProcedureInForce[],
  needs: ReactionNeeds,
): Promise<ReadonlySet<string>> {
  const { stream, head } = group[0] ?? { stream: '', head: null }
  if (head === null) return new Set()
  const procedure = await needs.documents.procedureOf(head.baseline, head.document)
  if (!head.closed && automaticSteps(procedure, head).length > 0) await advance(stream, needs, null)
  const since = Math.min(...group.map(({ sequence }) => sequence))
  const woken = procedure.setters.size === 0 ? [] : await casesWokenBy(stream, since, inForce, needs.pool)
  const state = isLookedAt(head.document, inForce) ? await needs.reader.byId(stream) : null
  return new Set([...(state === null ? [] : await casesLookingAt(state, inForce, needs.pool)), ...woken])
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
