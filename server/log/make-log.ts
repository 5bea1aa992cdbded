import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { makeLeadership } from '../database/leadership.ts'
import type { Ledger } from '../database/ledger.ts'
import { makeIdentifier } from '../identifier.ts'
import type { Organisation } from '../people/organisation.ts'
import { type Checkpoints, checkpointLead, makeCheckpoints } from './checkpoints.ts'
import { type LogStatus, logStatus } from './log-status.ts'
import { logSize } from './log-store.ts'
import { leadName, makeSequencer, type Sequencer } from './sequencer.ts'
import { SignerAway, type SignerPort } from './signer/signer-client.ts'

const MOST_ROUNDS = 100_000

/** The Merkle log of a house: what appends to it, what has it signed, how it stands. */
export type TransparencyLog = Readonly<{
  sequencer: Sequencer
  checkpoints: Checkpoints
  status: () => Promise<LogStatus>
  /** Gives every entry its leaf and has the log signed, now: for loaders and tests. Answers how many leaves that were. */
  catchUp(): Promise<number>
  start(): void
  stop(): Promise<void>
}>

export type TransparencyLogNeeds = Readonly<{
  pool: Pool
  /** Connections that may append to the log. */
  sequencer: Pool
  ledger: Ledger
  organisation: () => Promise<Organisation | null>
  /** Without one the log grows and is not signed. */
  signer?: SignerPort | undefined
  log: FastifyBaseLogger
  pauseMs: number
  now?: () => Date
}>

export function makeTransparencyLog(needs: TransparencyLogNeeds): TransparencyLog {
  const { pool, sequencer: connections, ledger, organisation, log, pauseMs, now = () => new Date() } = needs
  const lead = (name: string) => makeLeadership(connections, name, makeIdentifier())
  const signer = needs.signer ?? nobody
  const common = { log, now }
  const checkpoints = makeCheckpoints({
    ...common,
    pool,
    sequencer: connections,
    ledger,
    organisation,
    signer,
    leadership: lead(checkpointLead),
    pauseMs: pauseMs * 4,
  })
  const sequencer = makeSequencer({ ...common, pool: connections, leadership: lead(leadName), pauseMs, closing: checkpoints.soon })
  const appendAll = async (): Promise<number> => {
    const from = await logSize(pool)
    for (let round = 0; round < MOST_ROUNDS && (await sequencer.runOnce()) > 0; round++);
    return (await logSize(pool)) - from
  }
  return {
    sequencer,
    checkpoints,
    status: () => logStatus({ pool, sequencer, checkpoints }),
    async catchUp() {
      const added = await appendAll()
      await checkpoints.signNow()
      // The first checkpoint names its key in an entry of its own.
      const after = await appendAll()
      if (after > 0) await checkpoints.signNow()
      return added + after
    },
    start() {
      sequencer.start()
      checkpoints.start()
    },
    async stop() {
      await Promise.all([sequencer.stop(), checkpoints.stop()])
    },
  }
}

const nobody: SignerPort = () => Promise.reject(new SignerAway('Expected a signer, but this house has none'))
