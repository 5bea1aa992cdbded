import type { CaseFacts } from '../case-facts.ts'
import type { HashText } from '../entry.ts'
import type { PayloadRef } from '../part-data.ts'

/** Data an entry names that is not there, and the record that ordered its disposal. `at`: when the disposal was noted. */
export type DisposedData = Readonly<{ data: HashText; record: string | null; basis: string; at: string }>

/** Sensitive values of one record, or of data beside the records, whose key and salt one entry says were destroyed. */
export type ErasedValues = Readonly<{ sequence: number; record: string | null; values: number; basis: string; at: string }>

/**
 * The values erasures of a case speak of, each once however often it was erased again after a restore. A first signature
 * holds copies of what the record it became holds: those are not counted twice.
 */
export function erasedIn(facts: readonly CaseFacts[], named: readonly PayloadRef[]): readonly ErasedValues[] {
  const refs = new Map(named.map((ref) => [ref.hash, ref]))
  const copies = sharesBecomeRecords(facts)
  const seen = new Set<string>()
  return facts.flatMap((each) => {
    if (each.kind !== 'erasure') return []
    const first = each.openings.filter(({ data, path }) => {
      const opening = `${data} ${path}`
      if (copies.has(data) || seen.has(opening)) return false
      seen.add(opening)
      return true
    })
    const { sequence, basis, at } = each
    return [...Map.groupBy(first, ({ data }) => refs.get(data)?.number ?? null)].map(([record, own]) => ({
      sequence,
      record,
      values: own.length,
      basis,
      at,
    }))
  })
}

function sharesBecomeRecords(facts: readonly CaseFacts[]): ReadonlySet<HashText> {
  const used = new Set(facts.flatMap((each) => (each.kind === 'step' ? each.usedContributions : [])))
  return new Set(
    facts.flatMap((each) => (each.kind === 'contribution' && each.contribution === 'first' && used.has(each.sequence) ? [each.share] : [])),
  )
}

/** What went by one order: of how many records, how many pieces of data or values, and from when to when. */
export type GoneByOrder = Readonly<{ basis: string; from: string; to: string; records: number; pieces: number }>
export type GoneSum = Readonly<{ records: number; pieces: number; orders: readonly GoneByOrder[] }>

/** What of a scope is gone by order, and is therefore no gap: records disposed of, sensitive values erased. */
export type Gone = Readonly<{ disposed: GoneSum; erased: GoneSum }>

type Went = Readonly<{ record: string | null; pieces: number; basis: string; at: string }>

/** Sums up what went, case by case as they go by: an order may take of many cases, a record belongs to one. */
export function countGone() {
  const [disposed, erased] = [summing(), summing()]
  return {
    add(found: Readonly<{ disposed: readonly DisposedData[]; erased: readonly ErasedValues[] }>): void {
      disposed.add(found.disposed.map((one) => ({ ...one, pieces: 1 })))
      erased.add(found.erased.map((one) => ({ ...one, pieces: one.values })))
    },
    sum: (): Gone => ({ disposed: disposed.sum(), erased: erased.sum() }),
  }
}

function summing() {
  const orders = new Map<string, GoneByOrder>()
  const all = { records: 0, pieces: 0 }
  return {
    add(went: readonly Went[]): void {
      all.records += recordsOf(went)
      all.pieces += piecesOf(went)
      for (const [basis, own] of Map.groupBy(went, (one) => one.basis)) {
        const times = [orders.get(basis)?.from, orders.get(basis)?.to, ...own.map(({ at }) => at)]
          .filter((at) => at !== undefined)
          .toSorted()
        const { records = 0, pieces = 0 } = orders.get(basis) ?? {}
        orders.set(basis, {
          basis,
          from: times[0] ?? '',
          to: times.at(-1) ?? '',
          records: records + recordsOf(own),
          pieces: pieces + piecesOf(own),
        })
      }
    },
    sum: (): GoneSum => ({
      ...all,
      orders: [...orders.values()].toSorted((one, other) => (`${one.from} ${one.basis}` < `${other.from} ${other.basis}` ? -1 : 1)),
    }),
  }
}

function recordsOf(went: readonly Went[]): number {
  return new Set(went.flatMap(({ record }) => (record === null ? [] : [record]))).size
}

function piecesOf(went: readonly Went[]): number {
  return went.reduce((all, { pieces }) => all + pieces, 0)
}
