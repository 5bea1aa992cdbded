import type { Viewer } from '../cases/viewer.ts'
import type { Documents } from '../documents/documents.ts'
import { exportableDocuments } from '../inspections/may-export.ts'
import { isAdministratorRole } from '../people/administrators.ts'

/** Who hears of the comparison: the administrators, the auditor, and those who own documents for the whole organisation. */
export async function mayReadAssurance(viewer: Viewer, today: string, documents: Documents): Promise<boolean> {
  if (viewer.roles.some(({ role }) => isAdministratorRole(role))) return true
  const exportable = await exportableDocuments(viewer, today, documents)
  return exportable === null || exportable.length > 0
}
