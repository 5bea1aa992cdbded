import type { Pool } from 'pg'
import { barWords, type DisposalBar, type Words } from '#engine'
import { readFacts } from '#records'
import { beginReading, refOf } from '../cases/reading.ts'
import type { CaseRef } from '../http/api/common.ts'
import type { DueNeeds } from './due-list.ts'

/** An order of disposal, and what came of it. */
export type OrderTold = Readonly<{
  basis: string
  case: CaseRef
  orderedAt: string
  doneAt: string | null
  numbers: readonly string[]
  payloads: number
  waiting: readonly Readonly<{ number: string; because: Words }>[]
  disposed: readonly Readonly<{ case: string; data: readonly string[] }>[]
}>

type Row = Readonly<{
  basis: string
  ordered_at: string
  done_at: string | null
  numbers: readonly string[]
  disposed: number
  waiting: readonly Readonly<{ number: string; because: DisposalBar }>[] | null
  id: string
  number: string
  document: string
  baseline: string
  state: string
  closed: boolean
}>

const MOST = 200

/** The orders, the latest first; what was disposed of is read from the entries, not from the order. */
export async function ordersTold(needs: DueNeeds): Promise<readonly OrderTold[]> {
  const [reading, { rows }, entries] = await Promise.all([
    beginReading(needs),
    needs.pool.query<Row>(
      `select o.basis, o.ordered_at, o.done_at, o.numbers, o.disposed, o.waiting, h.id, h.number, h.document, h.baseline, h.state, h.closed
        from disposal_order o join case_head h on h.id = o.stream order by o.ordered_at desc, o.basis limit $1`,
      [MOST],
    ),
    disposalEntries(needs.pool),
  ])
  return Promise.all(
    rows.map(async (row) => ({
      basis: row.basis,
      case: refOf(row, await reading.documents.procedureOf(row.baseline, row.document)),
      orderedAt: row.ordered_at,
      doneAt: row.done_at,
      numbers: row.numbers,
      payloads: row.disposed,
      waiting: (row.waiting ?? []).map(({ number, because }) => ({ number, because: barWords[because] })),
      disposed: entries.get(row.basis) ?? [],
    })),
  )
}

async function disposalEntries(pool: Pick<Pool, 'query'>): Promise<ReadonlyMap<string, OrderTold['disposed']>> {
  const { rows } = await pool.query<{ number: string; facts: Buffer }>(
    "select h.number, e.facts from entry e join case_head h on h.id = e.stream where e.kind = 'disposal' order by h.number, e.sequence",
  )
  const told = rows.flatMap(({ number, facts }) => {
    const read = readFacts(facts)
    return read.outcome === 'read' && read.facts.kind === 'disposal'
      ? [{ basis: read.facts.basis, case: number, data: read.facts.data }]
      : []
  })
  return new Map(
    [...Map.groupBy(told, ({ basis }) => basis)].map(([basis, all]) => [basis, all.map(({ case: of, data }) => ({ case: of, data }))]),
  )
}
