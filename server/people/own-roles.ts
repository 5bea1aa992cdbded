import type { ReadBaseline } from '../documents/documents.ts'
import type { OwnRoles } from './grants.ts'

const nobody: OwnRoles = { own: new Set(), open: new Map() }
const known = new WeakMap<object, OwnRoles>()

/** The roles of a release that hold for a person's own cases alone, and what is open to whom. What was released stays as it is. */
export function ownRolesOf(latest: Pick<ReadBaseline, 'reference' | 'library'> | null): OwnRoles {
  if (latest === null) return nobody
  const found = known.get(latest) ?? readOwnRoles(latest)
  known.set(latest, found)
  return found
}

function readOwnRoles({ library, reference }: Pick<ReadBaseline, 'reference' | 'library'>): OwnRoles {
  const documents = [...library.documents.values()].map(({ value }) => value)
  const named = documents.flatMap(({ code, open_to = [] }) => open_to.map((role) => ({ role, code })))
  const open = [...Map.groupBy(named, ({ role }) => role)].map(([role, found]) => [role, found.map(({ code }) => code)] as const)
  return { own: reference.ownRoles ?? new Set(), open: new Map(open) }
}
