import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { base64Of, consistencyProof, parseCheckpoint, parseNote, parseVerifierKey, sameBytes } from '#records'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import type { Leadership } from '../database/leadership.ts'
import type { Ledger } from '../database/ledger.ts'
import { testFencing } from '../database/ledger-statements.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Organisation } from '../people/organisation.ts'
import { latestCheckpoint, storeCheckpoint } from './checkpoint-store.ts'
import { checkEd25519 } from './ed25519.ts'
import { LogContradiction, type LogFinding } from './log-contradiction.ts'
import { logHashes, logSize, rootAt } from './log-store.ts'
import { nameKeys } from './named-keys.ts'
import type { SignerRefusal, ToldKeys } from './signer/protocol.ts'
import { SignerAway, type SignerPort } from './signer/signer-client.ts'

const LEASE_SECONDS = 20
/** A log that grows gets a checkpoint so often; one that a closed case waits for sooner, but never more often than this. */
const pace = { usualMs: 30_000, soonestMs: 2_000 } as const

export const checkpointLead = 'sequencer-checkpoints'

export type CheckpointNeeds = Readonly<{
  /** Connections that append to the log, and those that write the organisation's entries. */
  sequencer: Pool
  pool: Pool
  ledger: Ledger
  leadership: Leadership
  organisation: () => Promise<Organisation | null>
  signer: SignerPort
  log: FastifyBaseLogger
  pauseMs: number
  now: () => Date
}>

/** `trouble`: why there is no new checkpoint, for people; null while all is well. */
export type CheckpointStanding = Readonly<{ signerAway: boolean; stopped: LogFinding | null; keys: ToldKeys | null }>

export type Checkpoints = Worker &
  Readonly<{
    /** A case was closed: its checkpoint should not wait. */
    soon(): void
    /** Signs what the log holds now, whenever the last time was. */
    signNow(): Promise<number>
    standing(): CheckpointStanding
  }>

/** Has the log signed while it grows, by a signer that is asked over its socket. What cannot be proven consistent is never stored. */
export function makeCheckpoints(needs: CheckpointNeeds): Checkpoints {
  const { leadership, log, sequencer } = needs
  let wanted = false
  let away = false
  let stopped: LogFinding | null = null
  let keys: ToldKeys | null = null

  const round = async (atOnce: boolean): Promise<number> => {
    const organisation = await needs.organisation()
    const fencing = await leadership.hold(LEASE_SECONDS)
    if (organisation === null || fencing === null || stopped !== null) return 0
    try {
      const [size, last] = [await logSize(sequencer), await latestCheckpoint(sequencer)]
      // The row of the organisation stands before its first entry does: naming a key then would come before its founding.
      if (size === 0) return 0
      if (keys === null) keys = await begin(organisation)
      if (size <= (last?.size ?? 0) || !(atOnce || isDue(last?.signedAt ?? null))) return 0
      wanted = false
      await sign(size, fencing, organisation)
      away = false
      return 1
    } catch (error) {
      if (error instanceof SignerAway) {
        if (!away) log.error({ err: error }, 'the signer of the log does not answer')
        away = true
        return 0
      }
      if (!(error instanceof LogContradiction)) throw error
      stopped = error.finding
      log.fatal({ finding: stopped }, 'the log cannot be signed any more')
      return 0
    }
  }

  const isDue = (signedAt: string | null): boolean => {
    const age = signedAt === null ? Number.POSITIVE_INFINITY : needs.now().getTime() - Date.parse(signedAt)
    // A clock that was set back must not keep the log unsigned.
    return age < 0 || age >= (wanted ? pace.soonestMs : pace.usualMs)
  }

  const begin = async ({ id }: Organisation): Promise<ToldKeys> => {
    const answer = await needs.signer({ ask: 'begin', origin: originOf(id) })
    if (answer.outcome !== 'keys') throw refusalOf(answer)
    await nameKeys(answer.told, id, needs)
    return answer.told
  }

  async function sign(size: number, fencing: number, { id }: Organisation): Promise<void> {
    const answer = await needs.signer({ ask: 'keys' })
    if (answer.outcome !== 'keys') throw refusalOf(answer)
    if (JSON.stringify(answer.told.keys) !== JSON.stringify(keys?.keys)) await nameKeys(answer.told, id, needs)
    keys = answer.told
    const signed = keys.signed.size
    const root = await rootAt(sequencer, size)
    const proof = signed > size ? [] : await consistencyProof(signed, size, logHashes(sequencer, size))
    const told = await needs.signer({ ask: 'sign', size, root: base64Of(root), proof: proof.map(base64Of) })
    if (told.outcome !== 'signed') throw refusalOf(told)
    if (!isNoteOf(told.note, keys, size, root))
      throw new Error('Expected the signer to sign what it was asked to, but it signed something else')
    const checkpoint = storeCheckpoint({ size, root, note: told.note, signedAt: needs.now().toISOString() })
    await inTransaction(sequencer, [testFencing({ name: checkpointLead, fencing })], async (transaction, [held]) => {
      if (held?.rowCount !== 1) throw new Error(`Expected to lead "${checkpointLead}", but another has taken over.`)
      await transaction.send(checkpoint)
      return { end: 'commit', result: undefined }
    })
  }

  const asked = { atOnce: false }
  const worker = makeWorker({
    name: checkpointLead,
    pauseMs: needs.pauseMs,
    log,
    round: () => round(asked.atOnce),
    stopped: () => leadership.release(),
  })
  return {
    ...worker,
    soon() {
      wanted = true
    },
    async signNow() {
      asked.atOnce = true
      return worker.runOnce().finally(() => {
        asked.atOnce = false
      })
    },
    standing: () => ({ signerAway: away, stopped, keys }),
  }
}

/** The log of an organisation is named after it. */
export const originOf = (organisation: string): string => `guiju/${organisation}`

function isNoteOf(note: string, { keys, origin }: ToldKeys, size: number, root: Uint8Array): boolean {
  const known = keys.flatMap(({ key }) => parseVerifierKey(key) ?? [])
  const read = parseNote(new TextEncoder().encode(note), known, checkEd25519)
  if (read.outcome !== 'read' || read.note.signatures.length === 0) return false
  const found = parseCheckpoint(read.note.text)
  return found !== null && found.origin === origin && found.size === size && sameBytes(found.root, root)
}

function refusalOf(answer: Readonly<{ outcome: 'refused'; refusal: SignerRefusal } | { outcome: string }>): Error {
  if (!('refusal' in answer)) return new Error(`Expected the signer to answer, but: ${JSON.stringify(answer)}`)
  const { refusal } = answer
  const signed = 'signed' in refusal ? refusal.signed : 0
  return new LogContradiction({ code: 'signer-refused', because: refusal.code, signed })
}
