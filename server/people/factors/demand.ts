import type { Pool } from 'pg'
import type { Statement } from '../../database/ledger.ts'
import { isAdministratorRole } from '../administrators.ts'

/** Of whom the organisation demands a second factor. */
export type Demand = 'nobody' | 'administrators' | 'everybody'

export async function readDemand(pool: Pick<Pool, 'query'>): Promise<Demand> {
  const { rows } = await pool.query<{ demand: Demand }>({ name: 'factor-demand', text: 'select demand from security_setting' })
  return rows[0]?.demand ?? 'nobody'
}

/** The row an entry `factor-demand` stands for. */
export function demandStatement(demand: Demand): Statement {
  return {
    text: 'insert into security_setting (singleton, demand) values (true, $1) on conflict (singleton) do update set demand = excluded.demand',
    values: [demand],
  }
}

export function isDemandedOf(demand: Demand, roles: readonly Readonly<{ role: string; standsFor: unknown }>[]): boolean {
  if (demand === 'everybody') return true
  return demand === 'administrators' && roles.some(({ role, standsFor }) => standsFor === null && isAdministratorRole(role))
}
