// Appends to the log without end, as the server does: for tests that end this process without asking it.
import { randomUUID } from 'node:crypto'
import { makePool } from '../../../server/database/connection-pool.ts'
import { makeLeadership } from '../../../server/database/leadership.ts'
import { makeLog } from '../../../server/http/log.ts'
import { makeSequencer } from '../../../server/log/sequencer.ts'

const [, , url = ''] = process.argv
const pool = makePool(url, { max: 4 })
makeSequencer({
  pool,
  leadership: makeLeadership(pool, 'sequencer', randomUUID()),
  log: makeLog('silent'),
  pauseMs: 5,
  now: () => new Date(),
  closing: () => {},
}).start()
process.stdout.write('appending\n')
