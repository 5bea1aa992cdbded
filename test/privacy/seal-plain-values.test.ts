import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { makePool } from '../../server/database/connection-pool.ts'
import { rebuild } from '../../server/database/rebuild.ts'
import { personalValuesOf, unlockPersonalValues } from '../../server/privacy/personal-values.ts'
import { rotateWrappingKey } from '../../server/privacy/rotate-wrapping-key.ts'
import { sealPlainValues, whyStillPlain } from '../../server/privacy/seal-plain-values.ts'
import { password, withHouse } from '../http/support/house.ts'
import { asSuperuser } from '../support/database.ts'
import { columnsWith } from './support/where-it-lies.ts'

const house = withHouse()
const ids = ['210102194910013719', '210102195003052826']

describe('an installation from before values were sealed', () => {
  it('is not served while values stand in plain; the migration seals them, and the house goes on with the same values', async () => {
    const wang = await house().as('wang')
    const { id } = (await wang.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year: 2026 } })).json()
    const row = { theory: '80', skill: '90', absent: false, verdict: 'granted' }
    const scores = ids.map((id_number, index) => ({ ...row, ticket: String(2026000001 + index), name: `考生${index}`, id_number }))
    const parts = { 'QR-96-01/scores': { scores } }
    await wang.send('POST', `/api/cases/${id}/steps/enter`, { expectedVersion: 1, parts, password })
    const { pool } = house().assembly
    const state = await makeCaseReader(pool).byId(id)

    // As it was: openings and the copy of the case in plain text, and no keys.
    const { rows } = await pool.query('select stream, serial, path, salt, value, key, sealed from opening where stream = $1', [id])
    const opened = (await (await personalValuesOf(pool))?.openOpenings(rows)) ?? []
    await asSuperuser(house().database.adminUrl, async (client) => {
      await client.query('alter table opening disable trigger opening_append_only')
      for (const one of opened)
        await client.query('update opening set salt = $3, value = $4, key = null, sealed = null where stream = $1 and path = $2', [
          id,
          one?.path,
          one?.salt,
          JSON.stringify(one?.value),
        ])
      await client.query('alter table opening enable always trigger opening_append_only')
      await client.query('update case_head set projection = $2 where id = $1', [id, JSON.stringify(state)])
      await client.query('delete from blind_index')
    })
    expect(await columnsWith(house().database.adminUrl, ids)).toEqual(['case_head.projection', 'opening.value'])
    expect(await whyStillPlain(pool)).toContain('guiju migrate')

    expect(await sealPlainValues(house().database.adminUrl, join(house().folder, 'keys'))).toBe(2)
    expect(await columnsWith(house().database.adminUrl, ids)).toEqual([])
    expect(await whyStillPlain(pool)).toBeNull()
    expect(await makeCaseReader(pool).byId(id)).toEqual(state)
    expect((await rebuild(pool, { write: false })).findings).toEqual([])
    expect((await pool.query('select count(*)::int as count from blind_index')).rows).toEqual([{ count: 2 }])
    expect(await sealPlainValues(house().database.adminUrl, join(house().folder, 'keys'))).toBe(0)
    await expect(pool.query(`update opening set value = '"x"'`)).rejects.toMatchObject({ code: '42501' })
  })

  it('takes a new wrapping key: the values stay as they are, and the old key alone opens nothing any more', async () => {
    const { pool } = house().assembly
    const before = (await pool.query('select sealed from opening order by stream, serial, path')).rows
    const done = await rotateWrappingKey(pool, join(house().folder, 'keys'))
    expect(done).toMatchObject({ key: 'personal-2', wrapped: expect.any(Number) })
    expect((await pool.query('select sealed from opening order by stream, serial, path')).rows).toEqual(before)
    expect((await pool.query('select distinct kek from personal_key')).rows).toEqual([{ kek: 'personal-2' }])
    const again = makePool(house().database.url, { max: 1 })
    try {
      await unlockPersonalValues(again, join(house().folder, 'keys'))
      const { items } = (await (await house().as('wang')).get('/api/cases?document=QP-96')).json()
      const state = await makeCaseReader(again).byId(items[0].case.id)
      expect(JSON.stringify(state)).toContain(ids[0])
    } finally {
      await again.end()
    }
  })

  it('says what is missing where the key is not there, or another one, and makes none anew', async () => {
    const pool = makePool(house().database.url, { max: 1 })
    try {
      await expect(unlockPersonalValues(pool, join(house().folder, 'elsewhere'))).rejects.toThrow(/personal-/)
      await expect(unlockPersonalValues(pool, join(house().folder, 'elsewhere'))).rejects.toThrow(/备份/)
    } finally {
      await pool.end()
    }
  })
})
