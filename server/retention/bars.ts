import type { Pool } from 'pg'
import type { CaseState, DisposalBar } from '#engine'
import { factsOf, isRunOut, type Named, parseNamed, standingHolds } from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { noteTerms } from './terms.ts'

export type BarNeeds = Pick<CaseNeeds, 'reader' | 'documents' | 'organisation'> & Readonly<{ pool: Pick<Pool, 'query'> }>

type Term = Readonly<{ form: string; class: string; kept_until: string | null }>
export type CaseTerms = Readonly<{ state: CaseState; held: boolean; terms: ReadonlyMap<string, Term> }>

/** A case as disposal sees it: closed or not, held or not, and the terms of its forms made anew. Null: no such case. */
export async function termsOfCase(number: string, { reader, documents, organisation, pool }: BarNeeds): Promise<CaseTerms | null> {
  const state = await reader.byNumber(number)
  if (state === null) return null
  const [procedure, { zone }, entries] = await Promise.all([
    documents.procedureOf(state.baseline, state.document),
    organisation(),
    reader.entriesOf(state.id),
  ])
  await noteTerms(state, procedure, zone, pool)
  const { rows } = await pool.query<Term>('select form, class, kept_until from retention_term where stream = $1', [state.id])
  return { state, held: standingHolds(factsOf(entries)).length > 0, terms: new Map(rows.map((row) => [row.form, row])) }
}

/** Why what is named may not be disposed of on a day; null where nothing stands in the way. */
export function barOf(named: Named, { state, held, terms }: CaseTerms, today: string): DisposalBar | null {
  if (!state.closed) return 'not-closed'
  if (held) return 'held'
  const concerned = [...terms.values()].filter(({ form }) => named.kind === 'case' || form === named.form)
  if (concerned.some(({ kept_until }) => kept_until === null)) return 'permanent'
  return concerned.every(({ kept_until }) => isRunOut(kept_until, today)) ? null : 'not-due'
}

/** The first of the numbers that may not be disposed of. Numbers of things this house does not keep are left to people. */
export async function firstBarred(
  numbers: readonly string[],
  today: string,
  needs: BarNeeds,
): Promise<Readonly<{ number: string; because: DisposalBar }> | null> {
  const cases = new Map<string, CaseTerms | null>()
  for (const number of numbers) {
    const named = parseNamed(number)
    if (named === null) continue
    const known = cases.get(named.caseNumber)
    const found = known === undefined ? await termsOfCase(named.caseNumber, needs) : known
    cases.set(named.caseNumber, found)
    const because = found === null ? null : barOf(named, found, today)
    if (because !== null) return { number, because }
  }
  return null
}
