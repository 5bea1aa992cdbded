import type { Pool } from 'pg'
import { type FileOrder, orderByCase, type ScopeClause } from '#records'
import { clauseCoverage } from '../documents/clause-coverage.ts'
import type { Documents } from '../documents/documents.ts'
import type { ExportChoices } from '../http/api/inspections.ts'

type ChoiceNeeds = Readonly<{ documents: Documents; today: () => Promise<string> }>

/** The orders a package may be asked for in: case by case, and those the reference data declare. */
export async function fileOrders({ documents, today }: ChoiceNeeds): Promise<readonly FileOrder[]> {
  const { fileOrders: declared } = await documents.referenceOn(await today())
  return [
    orderByCase,
    ...declared.map(({ code, zh, en, volumes }) => ({ code, zh, en, volumes: volumes.map((volume) => ({ ...volume })) })),
  ]
}

/** The documents in force that serve a clause, or a clause under it; null where the standard has no such clause. */
export async function clauseScope(standard: string, clause: string, needs: ChoiceNeeds): Promise<ScopeClause | null> {
  const found = (await clauses(needs)).find((one) => one.standard === standard && one.clause === clause)
  return found === undefined ? null : { standard, clause, documents: found.documents.map(({ code }) => code) }
}

const MOST_BATCHES = 500

/** What one may ask for beside cases, centres and years. */
export async function exportChoices(pool: Pick<Pool, 'query'>, needs: ChoiceNeeds): Promise<ExportChoices> {
  const inForce = await needs.documents.allInForce(await needs.today())
  const keys = new Set(
    inForce.flatMap(({ procedure }) => [...procedure.subject].flatMap(([key, { type }]) => (type === 'batch' ? [key] : []))),
  )
  const { rows } = await pool.query<{ batch: string; cases: number }>(
    `select s.value as batch, count(*)::int as cases from case_head h cross join jsonb_each_text(h.subject) s
     where s.key = any($1) group by s.value order by max(h.id::text) desc limit ${MOST_BATCHES}`,
    [[...keys]],
  )
  const orders = await fileOrders(needs)
  return {
    orders: orders.map(({ code, zh, en, volumes }) => ({
      code,
      title: { zh, en },
      volumes: volumes.map((volume) => ({ zh: volume.zh, en: volume.en })),
    })),
    batches: rows,
    clauses: (await clauses(needs)).flatMap(({ standard, clause, title, documents }) =>
      documents.length === 0 ? [] : [{ standard, clause, title, documents: documents.map(({ code }) => code) }],
    ),
  }
}

async function clauses({ documents, today }: ChoiceNeeds) {
  const on = await today()
  const [reference, inForce] = await Promise.all([documents.referenceOn(on), documents.allInForce(on)])
  return clauseCoverage(
    reference.tables.get('clauses'),
    inForce.map(({ procedure }) => procedure.document),
    new Map(),
  )
}
