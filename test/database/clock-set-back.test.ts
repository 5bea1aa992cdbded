import { describe, expect, it } from 'vitest'
import { checkChain } from '#records'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { asSuperuser, createOrganisation, withDatabase } from '../support/database.ts'
import { newStream } from '../support/planned-units.ts'
import { writeSealedCase } from '../support/sealed-case.ts'

describe('a clock that was set back', () => {
  const database = withDatabase()

  it('lets every stream go on unbroken, and its entries tell a time before entries that stand ahead of them in the log', async () => {
    const { pool, adminUrl } = database()
    const organisation = await createOrganisation(pool, 'real')
    const before = newStream()
    await writeSealedCase(makePostgresLedger(pool), organisation, before)
    await asSuperuser(adminUrl, (client) =>
      client.query(
        "create or replace function record_clock() returns timestamptz language sql stable return date_trunc('milliseconds', clock_timestamp() - interval '1 day' + interval '0 s')",
      ),
    )
    const [ledger, after] = [makePostgresLedger(pool), newStream()]
    await writeSealedCase(ledger, organisation, after)
    const reader = makeCaseReader(pool)
    expect(checkChain(after, await reader.entriesOf(after))).toEqual([])
    const { rows } = await pool.query<{ stream: string; at: string }>('select stream, max(recorded_at) as at from entry group by stream')
    const at = new Map(rows.map((row) => [row.stream, row.at]))
    // The new case says what the clock said; that it stands behind the older one in the log is what shows the clock went back.
    expect((at.get(after) ?? '') < (at.get(before) ?? '')).toBe(true)
  })
})
