import { type CaseState, type CompiledProcedure, latestValues } from '#engine'
import type { Documents, ProcedureInForce } from '../documents/documents.ts'
import { AUDITOR } from '../people/administrators.ts'
import type { ScopedRole } from '../people/grants.ts'

/** A step whose record orders disposal, and where its list stands. */
export type OrderingStep = Readonly<{ step: string; list: string; number: string; fromDueList: boolean }>
export type OrderingDocument = ProcedureInForce & Readonly<{ steps: readonly OrderingStep[] }>

export function orderingSteps({ steps }: CompiledProcedure): readonly OrderingStep[] {
  return [...steps.values()].flatMap(({ code, declared: { orders } }) =>
    orders === undefined
      ? []
      : [{ step: code, list: orders.disposal.list, number: orders.disposal.number, fromDueList: orders.disposal.from_due_list === true }],
  )
}

/** The documents in force that can order disposal: the house knows them by this alone. */
export async function orderingDocuments(documents: Documents, today: string): Promise<readonly OrderingDocument[]> {
  const inForce = await documents.allInForce(today)
  return inForce.map((one) => ({ ...one, steps: orderingSteps(one.procedure) })).filter(({ steps }) => steps.length > 0)
}

/** Whether somebody looks after records for the whole house: a role of such a document not bound to a centre, or the auditor. */
export function mayReadRetention(roles: readonly ScopedRole[], ordering: readonly OrderingDocument[]): boolean {
  const own = new Set(
    ordering.flatMap(({ procedure: { document } }) => [...(document.holds_by ?? []), document.owner.role, ...document.participants]),
  )
  return roles.some(({ role, site, own: bound }) => role === AUDITOR || (site === null && bound === undefined && own.has(role)))
}

/** The role somebody places and lifts holds as; undefined where they may not. */
export function holdingRole(roles: readonly ScopedRole[], ordering: readonly OrderingDocument[]): ScopedRole | undefined {
  const holders = new Set(ordering.flatMap(({ procedure: { document } }) => document.holds_by ?? []))
  return roles.find(({ role, site, own }) => site === null && own === undefined && holders.has(role))
}

/** The numbers a case's list for this step names, as they stand. */
export function numbersListed(state: CaseState, { list, number }: OrderingStep): readonly string[] {
  const rows = latestValues(state)[list]
  return Array.isArray(rows)
    ? rows.flatMap((row: unknown) => {
        const value = typeof row === 'object' && row !== null && Object.hasOwn(row, number) ? Reflect.get(row, number) : undefined
        return typeof value === 'string' ? [value] : []
      })
    : []
}
