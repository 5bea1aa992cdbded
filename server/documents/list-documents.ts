import type { CaseNeeds } from '../cases/case-needs.ts'
import { beginReading } from '../cases/reading.ts'
import type { Viewer } from '../cases/viewer.ts'
import type { DocumentSummary } from '../http/api/cases.ts'
import { campaignAct } from '../inspections/campaign-act.ts'

/** The documents in force today; what a person may open depends on the roles they hold somewhere, the case itself on its scope. */
export async function listDocuments(viewer: Viewer, needs: CaseNeeds): Promise<DocumentSummary[]> {
  const reading = await beginReading(needs)
  const inForce = await needs.documents.allInForce(reading.today)
  return inForce.map(({ procedure }) => {
    const { code, kind, revision, title, purpose, about, campaign } = procedure.document
    const holds = (role: string) => !viewer.readOnly && viewer.roles.some((held) => held.role === role)
    return {
      code,
      kind,
      revision,
      title,
      purpose,
      about,
      mayOpen: procedure.openedBy.some(holds),
      subject: [...procedure.subject].map(([key, declared]) => ({
        key,
        type: declared.type,
        title: declared.title,
        optional: declared.optional === true,
      })),
      states: [...procedure.states.values()].map((state) => ({ state: state.code, title: state.title })),
      campaign:
        campaign === undefined ? null : { title: campaign.title, mayStart: campaignAct(procedure, viewer) !== null, per: campaign.per },
    }
  })
}
