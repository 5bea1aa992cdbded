import type { Documents } from '../documents/documents.ts'
import { AUDITOR } from '../people/administrators.ts'
import type { ScopedRole } from '../people/grants.ts'

/** Registers are for the house's own people and the auditor: a row speaks of somebody else than who asks. */
export async function mayReadRegisters(
  roles: readonly Pick<ScopedRole, 'role'>[],
  today: string,
  documents: Pick<Documents, 'referenceOn'>,
): Promise<boolean> {
  const { staffRoles } = await documents.referenceOn(today)
  return roles.some(({ role }) => role === AUDITOR || staffRoles.has(role))
}
