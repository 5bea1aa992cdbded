import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify'
import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import type { CaseNeeds } from '../cases/case-needs.ts'
import type { Worker } from '../cases/worker-loop.ts'
import type { CallerNeeds } from '../http/caller.ts'
import { drillRoutes } from '../http/drill-routes.ts'
import { retentionRoutes } from '../http/retention-routes.ts'
import type { ScopedRole } from '../people/grants.ts'
import { type DisposalGate, makeDisposalGate } from './disposal-gate.ts'
import { makeDisposalWorker } from './disposal-worker.ts'
import { mayReadRetention, orderingDocuments } from './ordering-documents.ts'
import { noteTerms } from './terms.ts'

export type RetentionNeeds = Readonly<{
  cases: CaseNeeds
  pool: Pool
  /** Connections of the role that deletes what was disposed of. */
  disposal: Pool
  forgetSheets: (stream: string) => Promise<void>
  today: () => Promise<string>
  log: FastifyBaseLogger
  pauseMs: number
}>

/** How long records are kept, what is held, and what is disposed of; and the drills of the backups. */
export type Retention = Readonly<{
  gate: DisposalGate
  worker: Worker
  /** Notes the terms of a case that changed. */
  note(state: CaseState): Promise<void>
  mayRead(roles: readonly ScopedRole[]): Promise<boolean>
  routes(callers: CallerNeeds): readonly FastifyPluginAsync[]
}>

export function makeRetention({ cases, pool, disposal, forgetSheets, today, log, pauseMs }: RetentionNeeds): Retention {
  const needs = { ...cases, pool, deleting: disposal, forgetSheets }
  return {
    gate: makeDisposalGate(needs),
    worker: makeDisposalWorker({ ...needs, today, log, pauseMs }),
    async note(state) {
      if (!state.closed) return
      const procedure = await cases.documents.procedureOf(state.baseline, state.document)
      await noteTerms(state, procedure, (await cases.organisation()).zone, pool)
    },
    mayRead: async (roles) => mayReadRetention(roles, await orderingDocuments(cases.documents, await today())),
    routes: (callers) => [retentionRoutes({ ...callers, retention: needs }), drillRoutes({ ...callers, pool })],
  }
}
