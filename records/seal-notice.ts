import type { DisposalFacts, ErasureFacts, HoldFacts } from './case-facts.ts'
import { factsBytes } from './facts.ts'
import type { Said } from './facts-head.ts'
import type { FactsSetting } from './facts-of-event.ts'
import type { SealedEntry } from './seal-event.ts'

type Notice = DisposalFacts | ErasureFacts | HoldFacts
export type NoticeSetting = Pick<FactsSetting, 'organisation' | 'stream' | 'document' | 'baseline' | 'session' | 'closed'> &
  Readonly<{ sequence: number; at: string }>

/**
 * Seals what is noted of a case without changing what it says: a hold, a disposal, an erasure.
 * @throws FactsTooLong, NotCanonical
 */
export function sealNotice(said: Said<Notice>, setting: NoticeSetting): SealedEntry {
  const facts: Notice = { ...said, format: 'guiju-facts/1', ...setting, calendar: null, counters: {} }
  return { stream: setting.stream, kind: facts.kind, expected: setting.sequence - 1, facts: factsBytes(facts), payloads: [], counters: {} }
}
