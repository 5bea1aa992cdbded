import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import type { Signer } from '#engine'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import { makeLeadership } from '../database/leadership.ts'
import type { Ledger } from '../database/ledger.ts'
import type { BaselineCompiler } from '../documents/documents.ts'
import { makeIdentifier } from '../identifier.ts'
import type { Organisation } from '../people/organisation.ts'
import { administratorSigner, writeOrganisationAct } from '../people/organisation-log.ts'
import { assess } from './assess.ts'
import { type AssuranceRun, type AssuranceStanding, makeAssuranceStore, type RunCause } from './assurance-store.ts'
import type { Custodian } from './check-custody.ts'
import { isDueTonight } from './is-due-tonight.ts'

const LEASE_SECONDS = 120
const RENEW_MS = 30_000
const SHOWN = 200
const NAMED = 50

/** Somebody who has a run made or takes note of one. */
export type AskedBy = Readonly<{ person: string; name: string; role: string; session: string | null }>

export type AssuranceNeeds = Readonly<{
  pool: Pool
  ledger: Ledger
  organisation: () => Promise<Organisation | null>
  custodians: () => readonly Custodian[]
  log: FastifyBaseLogger
  pauseMs: number
  /** Hour of the organisation's day from which the nightly run may begin. */
  hour: number
  compile?: BaselineCompiler
}>

export type Acknowledged = Readonly<{ outcome: 'done' } | { outcome: 'unknown' } | { outcome: 'nothing-to-acknowledge' }>

/** The comparison of everything with everything: by night, by hand, and what came of it. */
export type Assurance = Readonly<{
  worker: Worker
  /** Begins a run in the background, unless one is under way; answers the run that now is. */
  start(cause: RunCause, by: AskedBy | null): Promise<AssuranceRun>
  /** The same, and waits for its end. `progress` hears of each part. */
  run(cause: RunCause, by: AskedBy | null, progress?: (part: string, done: number) => void): Promise<AssuranceRun>
  find(id: string): Promise<AssuranceRun | null>
  latest(most: number): Promise<readonly AssuranceRun[]>
  standing(): Promise<AssuranceStanding>
  acknowledge(id: string, reason: string, by: AskedBy): Promise<Acknowledged>
}>

export function makeAssurance(needs: AssuranceNeeds): Assurance {
  const { pool, log } = needs
  const store = makeAssuranceStore(pool)
  const leadership = makeLeadership(pool, 'assurance', makeIdentifier())
  let underWay: Readonly<{ id: string; end: Promise<void>; stop: AbortController }> | null = null

  const begin = async (cause: RunCause, by: AskedBy | null, heard: (part: string, done: number) => void): Promise<string> => {
    if (underWay !== null) return underWay.id
    if ((await leadership.hold(LEASE_SECONDS)) === null) return (await store.latest(1))[0]?.id ?? ''
    // Whoever takes the lead finds no run of another process under way: its lease has run out.
    await store.settleInterrupted()
    const id = makeIdentifier()
    await store.begin({ id, cause, askedBy: by?.name ?? null })
    const stop = new AbortController()
    const renewing = setInterval(() => void leadership.hold(LEASE_SECONDS).catch(() => null), RENEW_MS)
    renewing.unref()
    const end = carryOut(id, by, stop.signal, heard).finally(async () => {
      clearInterval(renewing)
      underWay = null
      await leadership.release().catch(() => {})
    })
    underWay = { id, end, stop }
    return id
  }

  const carryOut = async (
    id: string,
    by: AskedBy | null,
    signal: AbortSignal,
    heard: (part: string, done: number) => void,
  ): Promise<void> => {
    let said = 0
    const progress = (part: string, done: number) => {
      heard(part, done)
      if (Date.now() - said < 1000) return
      said = Date.now()
      void store.progress(id, part, done).catch(() => {})
    }
    try {
      const compile = needs.compile && { compile: needs.compile }
      const { checked, findings } = await assess({ pool, custodians: needs.custodians(), ...compile }, { signal, progress })
      const outcome = findings.length === 0 ? 'sound' : 'findings'
      const named = findings.slice(0, NAMED).map(({ area, case: at, record }) => ({ area, case: at, record }))
      await writeDown(needs, by, (signer) => ({
        kind: 'assurance',
        by: signer,
        run: id,
        outcome,
        checked,
        findings: findings.length,
        named,
      }))
      await store.finish(id, outcome, { checked, count: findings.length, findings: findings.slice(0, SHOWN) })
      if (findings.length > 0) log.error({ run: id, findings: findings.length }, 'the comparison has found differences')
    } catch (error) {
      if (!signal.aborted) log.error({ err: error, run: id }, 'the comparison could not be finished')
      await store.finish(id, 'failed', { checked: null, count: 0, findings: null }).catch(() => {})
    }
  }

  const round = async (): Promise<number> => {
    const organisation = await needs.organisation()
    const [last] = await store.latest(1)
    if (organisation === null || !isDueTonight(new Date(), organisation.zone, needs.hour, last?.startedAt ?? null)) return 0
    // The row of the organisation stands before its first entry does: a result must not come before the founding.
    if ((await needs.pool.query('select from stream where id = $1', [organisation.id])).rowCount === 0) return 0
    await begin('night', null, () => {})
    await underWay?.end
    return 0
  }
  const worker = makeWorker({ name: 'assurance', pauseMs: needs.pauseMs, log, round, stopped: () => leadership.release() })
  const found = async (id: string): Promise<AssuranceRun> => {
    const run = await store.find(id)
    if (run === null) throw new Error('Expected the run just begun, but it is not there')
    return run
  }
  return {
    worker: {
      ...worker,
      async stop() {
        underWay?.stop.abort(new Error('asked to stop'))
        await underWay?.end
        await worker.stop()
      },
    },
    start: async (cause, by) => found(await begin(cause, by, () => {})),
    async run(cause, by, progress = () => {}) {
      const id = await begin(cause, by, progress)
      await underWay?.end
      return found(id)
    },
    find: store.find,
    latest: store.latest,
    standing: store.standing,
    async acknowledge(id, reason, by) {
      const run = await store.find(id)
      if (run === null) return { outcome: 'unknown' }
      if (run.acknowledgedAt !== null || (run.state !== 'findings' && run.state !== 'failed')) return { outcome: 'nothing-to-acknowledge' }
      const beside = [
        {
          text: 'update assurance_run set acknowledged_at = clock_timestamp(), acknowledged_by = $2, reason = $3 where id = $1',
          values: [id, by.name, reason],
        },
      ]
      await writeDown(needs, by, (signer) => ({ kind: 'assurance-acknowledged', by: signer, run: id, reason }), beside)
      return { outcome: 'done' }
    },
  }
}

type Said = ReturnType<Parameters<typeof writeOrganisationAct>[0]['says']>[number]

async function writeDown(
  { pool, ledger, organisation }: AssuranceNeeds,
  by: AskedBy | null,
  says: (signer: Signer) => Said,
  beside: Parameters<typeof writeOrganisationAct>[0]['beside'] = [],
): Promise<void> {
  const house = await organisation()
  if (house === null) return
  const signed = (at: string) => administratorSigner(by ?? 'system', by?.role ?? 'system', at)
  await writeOrganisationAct(
    { organisation: house.id, session: by?.session ?? null, beside, says: (at) => [says(signed(at))] },
    { pool, ledger },
  )
}
