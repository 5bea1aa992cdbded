import type { Pool } from 'pg'
import { type Leadership, makeLeadership } from '../database/leadership.ts'
import type { Ledger } from '../database/ledger.ts'
import { makePostgresLedger } from '../database/postgres-ledger.ts'

/** A lead, and the ledger of whoever holds it: every write tests the number the lead was taken with. */
export function makeFencedLedger(pool: Pool, name: string, holder: string): Readonly<{ leadership: Leadership; ledger: Ledger }> {
  const leadership = makeLeadership(pool, name, holder)
  let fencing = 0
  const held: Leadership = {
    async hold(seconds) {
      const found = await leadership.hold(seconds)
      fencing = found ?? 0
      return found
    },
    release: () => leadership.release(),
  }
  return { leadership: held, ledger: makePostgresLedger(pool, { fencing: () => ({ name, fencing }) }) }
}
