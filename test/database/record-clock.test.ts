import { describe, expect, it } from 'vitest'
import { createOrganisation, withDatabase } from '../support/database.ts'

describe('the clock of a demonstration', () => {
  const database = withDatabase(async ({ pool }) => {
    await createOrganisation(pool, 'demonstration')
  })
  const clock = async () => (await database().pool.query('select record_clock() as at, clock_kind() as kind')).rows[0]
  const set = (instant: string) => database().pool.query('select set_simulated_clock($1)', [instant])

  it('is the database’s until it is simulated', async () => {
    expect(await clock()).toMatchObject({ kind: 'real', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) })
  })

  it('stands where it was set, and says that it is simulated', async () => {
    await set('2026-03-02T01:20:00.123Z')
    expect(await clock()).toEqual({ at: '2026-03-02T01:20:00.123Z', kind: 'simulated' })
  })

  it('moves forward only', async () => {
    await set('2026-03-02T01:20:00.123Z')
    await set('2026-03-05T00:00:00.000Z')
    await expect(set('2026-03-04T23:59:59.999Z')).rejects.toMatchObject({ code: 'GJ002' })
    expect(await clock()).toEqual({ at: '2026-03-05T00:00:00.000Z', kind: 'simulated' })
  })

  it('never goes back behind what was recorded, even after it was let go', async () => {
    const { pool } = database()
    await pool.query(
      "insert into entry values ('019b0000-0000-7000-8000-000000000001', 1, 'opened', '{}', 'stamp', '\\x00', '2026-03-05T00:00:00Z')",
    )
    await pool.query('select release_simulated_clock()')
    expect(await clock()).toMatchObject({ kind: 'real' })
    await expect(set('2026-03-01T00:00:00Z')).rejects.toMatchObject({ code: 'GJ002' })
  })

  it('is not let go while it is ahead of the real one', async () => {
    await set('2199-01-01T00:00:00.000Z')
    await expect(database().pool.query('select release_simulated_clock()')).rejects.toMatchObject({ code: 'GJ002' })
  })
})

describe('the clock of a real organisation', () => {
  const database = withDatabase()

  it('cannot be simulated, before the organisation is created or after', async () => {
    const { pool } = database()
    await expect(pool.query("select set_simulated_clock('2199-01-01')")).rejects.toMatchObject({ code: 'GJ001' })
    await createOrganisation(pool, 'real')
    await expect(pool.query("select set_simulated_clock('2199-01-01')")).rejects.toMatchObject({ code: 'GJ001' })
  })
})
