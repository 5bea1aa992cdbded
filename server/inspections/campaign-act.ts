import type { CompiledProcedure } from '#engine'
import type { Viewer } from '../cases/viewer.ts'
import type { ScopedRole } from '../people/grants.ts'

/** The role under which somebody may start a document's campaign: for all centres at once, so held without scope. Null: they may not. */
export function campaignAct(procedure: CompiledProcedure, viewer: Viewer): ScopedRole | null {
  const { campaign } = procedure.document
  if (campaign === undefined || viewer.readOnly) return null
  return viewer.roles.find(({ role, site, occupation }) => role === campaign.by && site === null && occupation === null) ?? null
}
