import { type CampaignNeeds, startCampaign } from '../../inspections/start-campaign.ts'
import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'

/** The supervision officer opens the inspections of a year for all licensed centres in one act. */
export async function* campaignPlay(year: number, days: Days, stage: Stage, needs: CampaignNeeds): Play {
  yield days.day(0, 9)
  const viewer = { ...stage.player('zhengjie'), sites: null, readOnly: false }
  const outcome = await startCampaign({ document: 'QP-08', year, viewer, session: null }, needs)
  if (outcome.outcome !== 'started') throw new Error(`Expected the campaign of ${year} to start, but: ${outcome.outcome}`)
}
