import { randomUUID } from 'node:crypto'
import { makePool } from '../server/database/connection-pool.ts'
import { makeLeadership } from '../server/database/leadership.ts'
import { makeLog } from '../server/http/log.ts'
import { makeSequencer } from '../server/log/sequencer.ts'

// The sequencer as a server runs it, in a process of its own. `on` and `off` come as messages; each is answered when it is
// so, with the milliseconds of a processor this process has used.
const [url = ''] = process.argv.slice(2)
const pool = makePool(url, { max: 4 })
const sequencer = makeSequencer({
  pool,
  leadership: makeLeadership(pool, 'sequencer', randomUUID()),
  log: makeLog('error'),
  pauseMs: 250,
  now: () => new Date(),
  closing: () => {},
})
process.once('disconnect', () => process.exit(0))
process.on('message', (message: 'on' | 'off') => {
  if (message === 'on') sequencer.start()
  void (message === 'on' ? Promise.resolve() : sequencer.stop()).then(() => process.send?.(usedMs()))
})
process.send?.(usedMs())

function usedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
