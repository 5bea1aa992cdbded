import { eventOfEntry } from '#records'
import type { StoredStream } from '../database/stream-source.ts'
import type { ReadEntry } from './derive-registers.ts'

/** The entries of a case that mean something to it, in order, read back into their events. */
export function entriesIn({ id, entries, payloads }: StoredStream): readonly ReadEntry[] {
  const byHash = new Map(payloads.map((payload) => [payload.hash, payload]))
  return entries.flatMap((entry): ReadEntry[] => {
    const read = eventOfEntry(entry, (hash) => byHash.get(hash))
    if (read.outcome !== 'event') return []
    const { event, absent, closed } = read
    return [{ stream: id, recordedAt: entry.recordedAt, event, incomplete: absent.length > 0 || closed.length > 0 }]
  })
}
