import type { Gauge } from '../http/metrics-routes.ts'
import type { Assurance } from './make-assurance.ts'

/** The comparison as figures: whether it has found something, and when it last ended and last found all sound. */
export async function assuranceFigures({ standing }: Assurance): Promise<readonly Gauge[]> {
  const { alarm, lastFinishedAt, lastSoundAt } = await standing()
  const seconds = (at: string | null) => (at === null ? null : Date.parse(at) / 1000)
  return [
    {
      name: 'guiju_assurance_alarm',
      help: 'Whether the comparison found something nobody has taken note of.',
      value: alarm === null ? 0 : 1,
    },
    { name: 'guiju_assurance_findings', help: 'Findings of that comparison.', value: alarm?.count ?? 0 },
    { name: 'guiju_assurance_finished_timestamp_seconds', help: 'When a comparison last ended.', value: seconds(lastFinishedAt) },
    {
      name: 'guiju_assurance_sound_timestamp_seconds',
      help: 'When a comparison last found everything sound.',
      value: seconds(lastSoundAt),
    },
  ]
}
