import { describe, expect, it } from 'vitest'
import { asSuperuser, createOrganisation, withDatabase } from '../support/database.ts'

const stream = '019b0000-0000-7000-8000-000000000001'
const other = '019b0000-0000-7000-8000-000000000002'
const changes = {
  entry: [`update entry set kind = 'step'`, 'delete from entry', 'truncate entry'],
  payload: [`update payload set form = 'QR-01-01'`, 'delete from payload', 'truncate payload'],
  opening: [`update opening set value = '"x"'`, 'delete from opening', 'truncate opening'],
} as const

describe('what is written stays', () => {
  const database = withDatabase(async ({ pool }) => {
    await createOrganisation(pool, 'real')
    await pool.query(`insert into entry values ($1, 1, 'opened', '{}', 'stamp', '\\x00', clock_timestamp())`, [stream])
    await pool.query(`insert into payload values ($1, 1, 1, null, 'QR-08-01', 'plan', sha256('{}'), '{}', '{}')`, [stream])
    await pool.query(`insert into opening values ($1, 1, 'values.id_number', '\\x00', '"x"')`, [stream])
  })

  for (const [table, statements] of Object.entries(changes))
    for (const statement of statements) {
      it(`the server's login cannot change ${table}: ${statement.split(' ')[0]}`, async () => {
        await expect(database().pool.query(statement)).rejects.toMatchObject({ code: '42501' })
      })
      it(`neither the owner nor a superuser can change ${table}: ${statement.split(' ')[0]}`, async () => {
        await asSuperuser(database().adminUrl, async (client) => {
          await expect(client.query(statement)).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('only added to') })
          await client.query('set session_replication_role = replica')
          await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
          await client.query('reset session_replication_role')
          await client.query('set role guiju_template_owner')
          await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
        })
      })
    }

  it('the role that disposes may delete a payload and its opening, but neither change them nor delete an entry', async () => {
    const client = await database().disposal.connect()
    try {
      await client.query('begin')
      await expect(client.query('delete from payload')).rejects.toMatchObject({ message: expect.stringContaining('entry of the log') })
      await client.query('rollback')
      await database().pool.query(
        `insert into entry values ($1, 2, 'disposal', convert_to('{"data":["sha256:' || encode(sha256('{}'), 'hex') || '"]}', 'UTF8'), 'stamp', '\\x00', clock_timestamp())`,
        [stream],
      )
      await client.query('begin')
      expect((await client.query('delete from payload')).rowCount).toBe(1)
      expect((await client.query('delete from opening')).rowCount).toBe(1)
      await client.query('rollback')
      for (const statement of [changes.entry[0], changes.entry[1], changes.payload[0], changes.payload[2]])
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    } finally {
      client.release()
    }
  })

  it('a payload whose bytes do not have the hash it is filed under is refused', async () => {
    const insert = database().pool.query(`insert into payload values ($1, 2, 1, null, 'QR-08-01', 'plan', sha256('{}'), '{"a":1}', '{}')`, [
      other,
    ])
    await expect(insert).rejects.toMatchObject({ code: '23514' })
  })

  it('an organisation is never turned into a demonstration', async () => {
    await asSuperuser(database().adminUrl, async (client) => {
      await expect(client.query("update organisation set kind = 'demonstration'")).rejects.toMatchObject({ code: '42501' })
    })
    await expect(createOrganisation(database().pool, 'demonstration')).rejects.toMatchObject({ code: '23505' })
  })

  it("the server's login cannot read the password of the database, make tables or become owner", async () => {
    const { pool } = database()
    await expect(pool.query('create table mine (id int)')).rejects.toMatchObject({ code: '42501' })
    await expect(pool.query('set role guiju_template_owner')).rejects.toMatchObject({ code: '42501' })
    await expect(pool.query('alter table entry disable trigger all')).rejects.toMatchObject({ code: '42501' })
    await expect(pool.query("update clock_setting set simulated_at = '2020-01-01'")).rejects.toMatchObject({ code: '42501' })
  })
})
