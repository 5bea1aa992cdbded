import type { HashText } from './entry.ts'
import type { FactorChangedFacts } from './security-facts.ts'

/** Whether a passkey was this person's at a moment, as the organisation's stream says. */
export type KeyBook = (person: string, key: HashText, at: string) => boolean

/** Reads from the organisation's entries, in their order, whose passkey was enrolled when. */
export function enrolledKeys(changes: readonly FactorChangedFacts[]): KeyBook {
  const byKey = Map.groupBy(
    changes.filter(({ key }) => key !== null),
    ({ person, key }) => `${person} ${key}`,
  )
  return (person, key, at) => (byKey.get(`${person} ${key}`) ?? []).findLast((one) => one.at <= at)?.change === 'enrolled'
}
