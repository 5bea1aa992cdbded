import type { ReadBaseline } from '../documents/documents.ts'
import type { OwnRoles } from './grants.ts'

/** The roles that hold for a person's own cases alone, and the documents of a release that are open to each all the same. */
export function ownRolesOf(latest: Pick<ReadBaseline, 'reference' | 'library'> | null): OwnRoles {
  if (latest === null) return new Map()
  const documents = [...latest.library.documents.values()].map(({ value }) => value)
  return new Map(
    [...latest.reference.ownRoles].map((role) => [
      role,
      documents.filter(({ open_to = [] }) => open_to.includes(role)).map(({ code }) => code),
    ]),
  )
}
