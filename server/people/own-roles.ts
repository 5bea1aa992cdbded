import type { ReadBaseline } from '../documents/documents.ts'
import type { OwnRoles } from './grants.ts'

/** The roles of a release that hold for a person's own cases alone, and what is open to whom. */
export function ownRolesOf(latest: Pick<ReadBaseline, 'reference' | 'library'> | null): OwnRoles {
  const documents = [...(latest?.library.documents.values() ?? [])].map(({ value }) => value)
  const named = documents.flatMap(({ code, open_to = [] }) => open_to.map((role) => ({ role, code })))
  const open = [...Map.groupBy(named, ({ role }) => role)].map(([role, found]) => [role, found.map(({ code }) => code)] as const)
  return { own: latest?.reference.ownRoles ?? new Set(), open: new Map(open) }
}
