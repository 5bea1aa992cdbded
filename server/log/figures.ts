import type { Gauge } from '../http/metrics-routes.ts'
import type { LogStatus } from './log-status.ts'

/** The log as figures: its size, how much of it is signed, and how long entries wait. */
export async function logFigures(status: () => Promise<LogStatus>): Promise<readonly Gauge[]> {
  const { state, size, checkpoint, waiting, lagSeconds } = await status()
  return [
    { name: 'guiju_log_leaves', help: 'Leaves of the log.', value: size },
    { name: 'guiju_log_signed', help: 'Leaves under the newest checkpoint.', value: checkpoint?.size ?? 0 },
    { name: 'guiju_log_waiting', help: 'Entries of the last hour without a leaf.', value: waiting },
    { name: 'guiju_log_lag_seconds', help: 'How long the oldest of them has waited.', value: lagSeconds },
    {
      name: 'guiju_log_stopped',
      help: 'Whether the log contradicts itself and nothing is added any more.',
      value: state === 'stopped' ? 1 : 0,
    },
  ]
}
