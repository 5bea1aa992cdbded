import { beforeAll, describe, expect, it } from 'vitest'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { readsWithin } from '../../server/database/guarded-reads.ts'
import { fileTables, readableTables } from '../../server/database/roles.ts'
import { readerSees } from '../../server/database/row-policies.ts'
import { application, openApplication, password, withHouse } from '../http/support/house.ts'
import { upload } from '../http/support/upload.ts'
import { asSuperuser } from '../support/database.ts'

/** Of no testing centre: what everybody in the house may read. */
const ofNoCentre = [
  'baseline',
  'baseline_file',
  'content',
  'baseline_in_force',
  'organisation',
  'testing_centre',
  'clock_setting',
  'register_head',
]

describe('whoever reads for one testing centre', () => {
  const house = withHouse()
  let [mine, theirs] = ['', '']
  beforeAll(async () => {
    const [wang, zhao] = [await house().as('wang'), await house().as('zhao')]
    for (const site of ['S-01', 'S-02']) {
      const { id } = await openApplication(wang, site)
      await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
      ;[mine, theirs] = [theirs, id]
    }
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2028 })
    for (const site of ['S-01', 'S-02']) {
      const { id } = (await wang.get(`/api/cases?document=QP-95&year=2028&site=${site}`)).json().items[0].case
      const picture = (await upload(wang, 'a.png', png)).json()
      const visit = { finding: '正常', met: { person: wang.person, name: '' }, picture }
      await wang.send('POST', `/api/cases/${id}/steps/visit`, { expectedVersion: 1, parts: { 'QR-95-01/visit': visit }, password })
    }
    await house().assembly.reactions.runOnce()
  })

  const countAs = async (scope: readonly string[], table: string): Promise<number> => {
    const { rows } = await readsWithin(house().database.pool, scope).query<{ n: number }>({
      text: `select count(*)::int as n from ${table}`,
    })
    return rows[0]?.n ?? -1
  }

  it('sees by no table a row of another centre, and of its own all', async () => {
    await asSuperuser(house().database.adminUrl, async (client) => {
      for (const table of Object.keys(readerSees)) {
        const all = (await client.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? 0
        const [first, second, both] = [
          await countAs(['S-01'], table),
          await countAs(['S-02'], table),
          await countAs(['S-01', 'S-02'], table),
        ]
        // Whatever belongs to no case is seen by nobody who reads for a centre: the organisation's own entries, uploads no record names.
        expect(both, table).toBeLessThanOrEqual(all)
        expect(first + second, table).toBe(both)
        expect(await countAs([], table), table).toBe(0)
        expect(await countAs(['S-03'], table), table).toBe(0)
      }
      const seen = (await client.query("select count(*)::int as n from case_head where site = 'S-01'")).rows[0].n
      expect(await countAs(['S-01'], 'case_head')).toBe(seen)
      for (const table of ['entry', 'payload', 'attachment', 'attachment_piece', 'attachment_use', 'task', 'search_document', 'stream'])
        expect(await countAs(['S-01'], table), table).toBeGreaterThan(0)
    })
  })

  it('sees nothing where nobody has said what may be seen', async () => {
    for (const table of Object.keys(readerSees))
      expect((await house().database.pool.reader?.query(`select 1 from ${table}`))?.rowCount, table).toBe(0)
  })

  it('is guarded on every table it may read, but for those of no testing centre', async () => {
    await asSuperuser(house().database.adminUrl, async (client) => {
      const { rows } = await client.query<{ table: string; guarded: boolean }>(
        `select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as guarded from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege('guiju_template_reader', c.oid, 'select') order by 1`,
      )
      expect(rows.map(({ table }) => table)).toEqual([...readableTables, ...fileTables, 'opening'].toSorted())
      const open = rows.filter(({ guarded }) => !guarded).map(({ table }) => table)
      expect(open.filter((table) => !ofNoCentre.includes(table) && !table.startsWith('log_') && !table.startsWith('draw'))).toEqual([])
    })
  })

  it('reads through the same door as the program: a statement that forgot its condition shows nothing of another centre', async () => {
    const { pool } = house().database
    expect(await makeCaseReader(pool, { sites: ['S-01'] }).byId(mine)).not.toBeNull()
    expect(await makeCaseReader(pool, { sites: ['S-01'] }).byId(theirs)).toBeNull()
    const forgotten = await readsWithin(pool, ['S-01']).query<{ id: string }>({
      text: 'select id from case_head where id = any($1)',
      values: [[mine, theirs]],
    })
    expect(forgotten.rows.map(({ id }) => id)).toEqual([mine])
  })

  it('leaves its scope behind: the next who gets the connection reads for their own centre', async () => {
    const { pool } = house().database
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (_, nth) => {
        const site = nth % 2 === 0 ? 'S-01' : 'S-02'
        const { rows } = await readsWithin(pool, [site]).query<{ site: string }>({
          name: 'sites-seen',
          text: 'select distinct site from case_head',
        })
        return rows.every((row) => row.site === site) && rows.length === 1
      }),
    )
    expect(seen.every(Boolean)).toBe(true)
  })
})

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
