import type { CaseFacts, StepFacts } from '../case-facts.ts'
import type { HashText } from '../entry.ts'

/**
 * The data that go with some records of a case: their payloads, what corrected or annotated them, and the first signature
 * they were made of. With `whole`, nothing of the case is kept: what it was given and asked for goes too. Entries name all
 * of it by hash, and stay.
 */
export function dataOfRecords(facts: readonly CaseFacts[], serials: ReadonlySet<number>, whole: boolean): readonly HashText[] {
  const madeOf = sharesGone(facts, serials, whole)
  const gone = facts.flatMap((each): readonly (HashText | null)[] => {
    switch (each.kind) {
      case 'step':
        return each.records.filter(({ serial }) => serials.has(serial)).map(({ data }) => data)
      case 'contribution':
        if (each.contribution === 'first') return madeOf.has(each.sequence) ? [each.share] : []
        return each.records.filter(({ serial }) => serials.has(serial)).map(({ data }) => data)
      case 'correction':
        return serials.has(each.serial) ? [each.data] : []
      case 'annotation':
        return (each.serial === null ? whole : serials.has(each.serial)) ? [each.data] : []
      case 'opened':
        return whole ? [each.given] : []
      case 'demanded':
        return whole ? [each.gives] : []
      default:
        return []
    }
  })
  return [...new Set(gone.filter((hash) => hash !== null))]
}

/** First signatures whose step sealed nothing but what goes; one that lapsed became no record and goes with the whole. */
function sharesGone(facts: readonly CaseFacts[], serials: ReadonlySet<number>, whole: boolean): ReadonlySet<number> {
  const steps = facts.filter((each): each is StepFacts => each.kind === 'step')
  const firsts = facts.filter((each) => each.kind === 'contribution' && each.contribution === 'first')
  return new Set(
    firsts.flatMap(({ sequence }) => {
      const step = steps.find(({ usedContributions }) => usedContributions.includes(sequence))
      const goes = step === undefined ? whole : step.records.every(({ serial }) => serials.has(serial))
      return goes ? [sequence] : []
    }),
  )
}

/** What a disposal entry says was disposed of, and the record that ordered it. */
export function disposedUnder(facts: readonly CaseFacts[]): ReadonlyMap<HashText, string> {
  return new Map(facts.flatMap((each) => (each.kind === 'disposal' ? each.data.map((hash) => [hash, each.basis] as const) : [])))
}

export type DisposalNoted = Readonly<{ basis: string; at: string }>

/** All data disposal entries speak of: under which record each was disposed of, and when that was noted first. */
export function disposalsIn(facts: readonly CaseFacts[]): ReadonlyMap<string, DisposalNoted> {
  const noted = new Map<string, DisposalNoted>()
  for (const each of facts)
    if (each.kind === 'disposal') for (const hash of each.data) if (!noted.has(hash)) noted.set(hash, { basis: each.basis, at: each.at })
  return noted
}

/** Under which record the data with this hash was disposed of, and when; null where it was not. */
export function disposalOf(facts: readonly CaseFacts[], data: string): DisposalNoted | null {
  return disposalsIn(facts).get(data) ?? null
}

export type StandingHold = Readonly<{ hold: string; at: string; by: string; reference: string; reason: string }>

/** The legal holds that stand: placed and not lifted since. */
export function standingHolds(facts: readonly CaseFacts[]): readonly StandingHold[] {
  const holds = new Map<string, StandingHold>()
  for (const each of facts) {
    if (each.kind !== 'hold') continue
    const { hold, at, by, reference, reason } = each
    if (each.act === 'placed') holds.set(hold, { hold, at, by: by.name, reference, reason })
    else holds.delete(hold)
  }
  return [...holds.values()]
}
