import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { makeDueMoments } from '../database/due-moments.ts'
import type { Leadership } from '../database/leadership.ts'
import { advanceCase } from './advance-case.ts'
import type { CaseNeeds } from './case-needs.ts'
import { makeWorker, type Worker } from './worker-loop.ts'

const ROUND = 100
const LEASE_SECONDS = 20

export type SchedulerNeeds = CaseNeeds & Readonly<{ pool: Pool; leadership: Leadership; log: FastifyBaseLogger; pauseMs: number }>

/**
 * Takes the steps whose moment the record clock has reached. One process leads; the ledger it writes through tests the
 * fencing number in each write, so one that slept past its lease writes nothing. What it decides does not depend on when
 * it woke: the step is stamped with the moment that came due.
 */
export function makeScheduler(needs: SchedulerNeeds): Worker {
  const moments = makeDueMoments(needs.pool)
  const round = async (): Promise<number> => {
    if ((await needs.leadership.hold(LEASE_SECONDS)) === null) return 0
    const due = await moments.due(ROUND)
    const cases = [...new Set(due.map(({ stream }) => stream))]
    let did = 0
    for (const id of cases) did += await takeDue(id, needs)
    return did
  }
  return makeWorker({ name: 'scheduler', pauseMs: needs.pauseMs, log: needs.log, round, stopped: () => needs.leadership.release() })
}

/** One case that cannot go on must not keep the others waiting: it is logged and looked at again when it changes. */
async function takeDue(id: string, needs: SchedulerNeeds): Promise<number> {
  const advanced = await advanceCase(id, needs, needs.pool)
  if (advanced.outcome === 'advanced') return 1
  if (advanced.outcome === 'stopped') needs.log.error({ case: id, code: advanced.rejection.code }, 'an automatic step was refused')
  return 0
}
