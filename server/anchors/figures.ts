import type { Gauge } from '../http/metrics-routes.ts'
import type { Anchoring } from './make-anchoring.ts'

/** What keeps the log from being held outside, as figures: all of it, and what is grave. */
export async function anchorFigures({ troubles }: Pick<Anchoring, 'troubles'>): Promise<readonly Gauge[]> {
  const found = await troubles()
  return [
    { name: 'guiju_anchor_troubles', help: 'Witnesses, places and authorities outside that take nothing now.', value: found.length },
    {
      name: 'guiju_anchor_alarms',
      help: 'Those of them that contradict the log, or have taken nothing for long.',
      value: found.filter(({ grave }) => grave).length,
    },
  ]
}
