import { type Client, Client as PgClient } from 'pg'
import { describe, expect, it } from 'vitest'
import { addedOnlyTables, fileTables, loggedTables } from '../../server/database/roles.ts'
import { asSuperuser, withDatabase } from '../support/database.ts'

const denied = ['42501', '42704', '0A000']

/** Every table there is, asked of the catalog: one that somebody adds tomorrow is in it. */
const tablesOf = (client: Client) =>
  client.query<{ table: string; kept: boolean }>(
    `select c.relname as table, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname ~ '_(append_only|kept|kind_fixed)$' and t.tgenabled = 'A')
      and exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname ~ '_no_truncate$' and t.tgenabled = 'A') as kept
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
  )

describe('whoever breaks into the server', () => {
  const database = withDatabase()
  const asApplication = async (work: (client: Client, attempt: (statement: string) => Promise<string>) => Promise<void>) => {
    const client = new PgClient({ connectionString: database().url })
    await client.connect()
    const attempt = async (statement: string) => {
      const answer = await client.query(statement).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
      return denied.includes(answer) ? 'refused' : `${answer}: ${statement}`
    }
    await work(client, attempt).finally(() => client.end())
  }

  it('finds every table that is only added to guarded by rights and by triggers that fire always', async () => {
    await asSuperuser(database().adminUrl, async (client) => {
      const kept = (await tablesOf(client)).rows.filter((row) => row.kept).map((row) => row.table)
      // Somebody may add rows and the server may not change them: whoever adds such a table owes it the triggers.
      const owed = await client.query<{ table: string }>(
        `select c.relname as table from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          and not has_table_privilege('guiju_template_app', c.oid, 'update')
          and (has_table_privilege('guiju_template_app', c.oid, 'insert') or has_table_privilege('guiju_template_sequencer', c.oid, 'insert'))`,
      )
      expect(kept).toEqual(expect.arrayContaining(owed.rows.map(({ table }) => table)))
      expect(kept).toEqual(expect.arrayContaining([...addedOnlyTables, ...loggedTables, ...fileTables]))
    })
  })

  it('can empty no table, alter none, drop none, take its triggers or its policies away, or own it', async () => {
    await asApplication(async (client, attempt) => {
      for (const { table } of (await tablesOf(client)).rows)
        for (const statement of [
          `truncate ${table}`,
          `alter table ${table} disable trigger all`,
          `alter table ${table} add column mine int`,
          `alter table ${table} disable row level security`,
          `alter table ${table} owner to current_user`,
          `drop table ${table}`,
          `create policy mine on ${table} using (true)`,
          `create trigger mine before insert on ${table} for each row execute function refuse_truncate()`,
          `create rule mine as on insert to ${table} do instead nothing`,
          `comment on table ${table} is 'mine'`,
          `copy ${table} to program 'cat'`,
          `copy ${table} from program 'true'`,
          `copy ${table} to '/tmp/mine'`,
        ])
          expect(await attempt(statement)).toBe('refused')
    })
  })

  it('changes and removes nothing in a table that is only added to, column by column', async () => {
    await asApplication(async (client, attempt) => {
      const { rows } = await client.query<{ table: string; column: string }>(
        `select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' and table_name = any($1) order by 1, 2`,
        [[...addedOnlyTables, ...loggedTables, ...fileTables]],
      )
      // Set where it says so by name: the end of what was in force, the name of the house, when an upload expires.
      const settable = ['baseline_in_force.until_date', 'organisation.name_zh', 'organisation.name_en', 'attachment.expires_at']
      for (const { table, column } of rows)
        if (!settable.includes(`${table}.${column}`)) expect(await attempt(`update ${table} set "${column}" = "${column}"`)).toBe('refused')
      for (const table of new Set(rows.map((row) => row.table)))
        if (!['attachment', 'attachment_piece'].includes(table)) expect(await attempt(`delete from ${table}`)).toBe('refused')
      for (const table of loggedTables) expect(await attempt(`insert into ${table} select * from ${table}`)).toBe('refused')
    })
  })

  it('becomes no other role, plays no replica, loads no code, reads no file of the machine, makes nothing of its own', async () => {
    await asApplication(async (client, attempt) => {
      const { rows } = await client.query<{ role: string }>(
        "select rolname as role from pg_roles where rolname <> current_user and not pg_has_role(current_user, oid, 'member')",
      )
      expect(rows.map(({ role }) => role)).toEqual(
        expect.arrayContaining([
          'guiju_template_owner',
          'guiju_template_migrator',
          'guiju_template_sequencer',
          'guiju_template_disposal',
          'guiju_template_reader',
          'postgres',
        ]),
      )
      for (const { role } of rows) expect(await attempt(`set role "${role}"`)).toBe('refused')
      for (const statement of [
        'set session authorization postgres',
        'set session_replication_role = replica',
        'create table mine (id int)',
        'create temporary table mine (id int)',
        'create schema mine',
        'create function mine() returns int language sql as $$ select 1 $$',
        "create function mine() returns int language c as '/tmp/mine.so', 'mine'",
        'create extension dblink',
        'create role mine',
        'alter role current_user superuser',
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
        'alter system set fsync = off',
        "update clock_setting set simulated_at = '2020-01-01'",
        'select * from pg_authid',
      ])
        expect(await attempt(statement)).toBe('refused')
    })
  })

  it('is offered no function of ours that works with more rights than its own, but the clock of a demonstration', async () => {
    await asSuperuser(database().adminUrl, async (client) => {
      const { rows } = await client.query<{ name: string; pinned: boolean; definer: boolean; open: boolean }>(
        `select p.proname as name, p.prosecdef as definer, p.prosqlbody is not null or coalesce(p.proconfig::text like '%search_path=public, pg_temp%', false) as pinned,
          has_function_privilege('public', p.oid, 'execute') as open from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`,
      )
      expect(rows.filter(({ definer }) => definer).map(({ name }) => name)).toEqual(['release_simulated_clock', 'set_simulated_clock'])
      expect(rows.filter(({ pinned }) => !pinned)).toEqual([])
      expect(rows.filter(({ open }) => open)).toEqual([])
    })
  })
})

describe('the roles beside the application', () => {
  const database = withDatabase()
  const refusedOf = async (role: 'sequencer' | 'disposal' | 'reader', statements: readonly string[]) => {
    const pool = role === 'reader' ? database().pool.reader : database()[role]
    for (const statement of statements) await expect(pool?.query(statement), statement).rejects.toMatchObject({ code: '42501' })
  }

  it('the sequencer appends to the log and leads; it writes no entry, reads no data, leads nothing else', async () => {
    await refusedOf('sequencer', [
      'select * from payload',
      'select * from opening',
      'select * from case_head',
      'select * from account',
      'insert into entry select * from entry',
      'update log_leaf set index = index',
      'delete from log_checkpoint',
      'truncate log_tile',
      "insert into leader (name, fencing, holder, until) values ('scheduler', 1, 'x', now())",
    ])
    await database().sequencer.query("insert into leader (name, fencing, holder, until) values ('sequencer', 1, 'x', now())")
  })

  it('the one that disposes deletes data and files; it writes nothing, and cannot touch entries or the log', async () => {
    await refusedOf('disposal', [
      'delete from entry',
      'insert into payload select * from payload',
      'update payload set form = form',
      'delete from log_leaf',
      'select * from account',
      'select * from case_head',
    ])
  })

  it('the reader writes nothing at all', async () => {
    await asSuperuser(database().adminUrl, async (client) => {
      const { rows } = await tablesOf(client)
      await refusedOf(
        'reader',
        rows.flatMap(({ table }) => [`insert into ${table} select * from ${table}`, `delete from ${table}`, `truncate ${table}`]),
      )
    })
  })
})
