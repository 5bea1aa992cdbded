import { disposalOf, factsOf } from '#records'
import type { FoundRecord } from '../cases/find-record.ts'

/** Under which record the data of this one was disposed of, and when; null while it is there. */
export async function disposalOfRecord({ reader, state, part }: FoundRecord): Promise<Readonly<{ basis: string; at: string }> | null> {
  const facts = factsOf(await reader.entriesOf(state.id))
  const sealing = facts.find(({ sequence }) => sequence === part.sequence)
  const records = sealing?.kind === 'step' || sealing?.kind === 'contribution' ? sealing.records : []
  const data = records.find(({ serial }) => serial === part.serial)?.data
  return data === undefined ? null : disposalOf(facts, data)
}
