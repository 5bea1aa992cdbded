import type { FastifyBaseLogger } from 'fastify'
import { drillsOf, isDrillOwed } from '../backup/drill-log.ts'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import { type DisposeNeeds, dispose } from './dispose.ts'
import { casesWithoutTerms, noteTerms } from './terms.ts'

export type DisposalWorkerNeeds = DisposeNeeds & Readonly<{ today: () => Promise<string>; log: FastifyBaseLogger; pauseMs: number }>

const ROUND = 20

/**
 * Carries out orders of disposal, and notes the terms of closed cases that have none yet. Two processes at once do no harm:
 * the ledger lets one of them write, and what is gone is gone once.
 */
export function makeDisposalWorker(needs: DisposalWorkerNeeds): Worker {
  let remindedOn = ''
  const round = async (): Promise<number> => {
    remindedOn = await remind(remindedOn, needs)
    return (await carryOut(needs)) + (await noteMissing(needs))
  }
  return makeWorker({ name: 'disposal', pauseMs: needs.pauseMs, log: needs.log, round })
}

async function carryOut(needs: DisposalWorkerNeeds): Promise<number> {
  const { pool } = needs
  const { rows } = await pool.query<{ basis: string; numbers: readonly string[] }>(
    'select basis, numbers from disposal_order where done_at is null order by ordered_at, basis limit $1',
    [ROUND],
  )
  const today = rows.length === 0 ? '' : await needs.today()
  let did = 0
  for (const { basis, numbers } of rows) {
    const { payloads, waiting } = await dispose(basis, numbers, today, needs)
    await pool.query(
      `update disposal_order set disposed = disposed + $2, waiting = $3::jsonb, done_at = case when $3::jsonb is null then record_clock() end where basis = $1`,
      [basis, payloads, waiting.length === 0 ? null : JSON.stringify(waiting)],
    )
    did += payloads
  }
  return did
}

async function noteMissing(needs: DisposalWorkerNeeds): Promise<number> {
  const missing = await casesWithoutTerms(needs.pool, 200)
  const { zone } = missing.length === 0 ? { zone: '' } : await needs.organisation()
  for (const state of await needs.reader.byIds(missing))
    await noteTerms(state, await needs.documents.procedureOf(state.baseline, state.document), zone, needs.pool)
  return 0
}

/** Once a day: a backup nobody has restored for a quarter is a hope. Answers the day that is done. */
async function remind(remindedOn: string, { pool, today, log }: DisposalWorkerNeeds): Promise<string> {
  const { rowCount } = await pool.query('select from organisation')
  if (rowCount === 0) return remindedOn
  const on = await today()
  if (on === remindedOn) return on
  const passed = (await drillsOf(pool, 100)).find(({ outcome }) => outcome === 'passed')
  if (isDrillOwed(passed?.at.slice(0, 10) ?? null, on)) log.warn({ last: passed?.at ?? null }, 'a restore drill is owed: guiju drill')
  return on
}
