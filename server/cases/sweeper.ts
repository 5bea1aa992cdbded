import type { FastifyBaseLogger } from 'fastify'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { makeWorker, type Worker } from './worker-loop.ts'

export type SweeperNeeds = Readonly<{ attachments: Pick<AttachmentStore, 'removeExpired'>; log: FastifyBaseLogger; pauseMs: number }>

/** Removes uploads that no record named in time. Two sweeping at once do no harm: what is gone is gone once. */
export function makeSweeper({ attachments, log, pauseMs }: SweeperNeeds): Worker {
  const round = async (): Promise<number> => {
    const removed = await attachments.removeExpired()
    if (removed > 0) log.info({ removed }, 'uploads nobody named were removed')
    // One round takes all there is: nothing is left that would make the next one wanted at once.
    return 0
  }
  return makeWorker({ name: 'sweeper', pauseMs, log, round })
}
