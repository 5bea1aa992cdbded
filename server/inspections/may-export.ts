import type { Viewer } from '../cases/viewer.ts'
import type { Documents } from '../documents/documents.ts'
import { AUDITOR } from '../people/administrators.ts'

/**
 * Whether somebody may take a package away, and of which documents: the auditor and the audit administrator all (null);
 * whoever owns documents theirs. Held for the whole organisation, for a package crosses centres.
 */
export async function exportableDocuments(viewer: Viewer, today: string, documents: Documents): Promise<readonly string[] | null> {
  const held = viewer.roles.filter(({ site, occupation }) => site === null && occupation === null).map(({ role }) => role)
  if (held.includes(AUDITOR) || held.includes('audit_admin')) return null
  const inForce = await documents.allInForce(today)
  return inForce.filter(({ procedure }) => held.includes(procedure.document.owner.role)).map(({ procedure }) => procedure.code)
}
