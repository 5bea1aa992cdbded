import type { ClientBase } from 'pg'
import { addedOnlyTables, type DatabaseRoles, fileTables, loggedTables, quoted, readableTables, workingTables } from './roles.ts'
import { policiesOn } from './row-policies.ts'

/**
 * Gives each role exactly what it needs on the tables as they now are; may be repeated. One transaction: a server that
 * works meanwhile never finds itself without rights.
 */
export async function grantRights(owner: ClientBase, roles: DatabaseRoles): Promise<void> {
  await owner.query('begin')
  try {
    for (const statement of [...grants(roles), ...(await policiesOn(owner, roles)), ...(await pinnedFunctions(owner))])
      await owner.query(statement)
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback').catch(() => {})
    throw error
  }
}

function grants(roles: DatabaseRoles): readonly string[] {
  const [app, reader, sequencer, disposal] = [roles.app, roles.reader, roles.sequencer, roles.disposal].map(quoted)
  const everybody = `public, ${app}, ${reader}, ${sequencer}, ${disposal}`
  return [
    `revoke all on all tables in schema public from ${everybody}`,
    `revoke all on all sequences in schema public from ${everybody}`,
    `revoke all on all functions in schema public from ${everybody}`,
    `alter default privileges revoke execute on functions from public`,
    // Rights on single columns are no rights on tables: they go one by one.
    `do $$ declare one record; begin
      for one in select a.attrelid::regclass as relation, a.attname, r.rolname from pg_attribute a join pg_class c on c.oid = a.attrelid
        cross join lateral aclexplode(a.attacl) x join pg_roles r on r.oid = x.grantee
        where c.relnamespace = 'public'::regnamespace and a.attacl is not null and r.rolname <> current_user
      loop execute format('revoke all (%I) on %s from %I', one.attname, one.relation, one.rolname); end loop; end $$`,

    `grant select on all tables in schema public to ${app}`,
    `grant insert, update, delete on ${workingTables.join(', ')} to ${app}`,
    `grant insert on ${addedOnlyTables.join(', ')} to ${app}`,
    // The closing date of what was in force, the name of the house, when an upload expires: never their content.
    `grant update (until_date) on baseline_in_force to ${app}`,
    `grant update (name_zh, name_en) on organisation to ${app}`,
    `grant insert on ${fileTables.join(', ')} to ${app}`,
    `grant update (expires_at), delete on attachment to ${app}`,
    `grant delete on attachment_piece to ${app}`,
    `grant usage, select on all sequences in schema public to ${app}`,
    `grant execute on function record_clock(), clock_kind(), database_role(text), is_disposing(), set_simulated_clock(timestamptz), release_simulated_clock() to ${app}`,

    `grant select on ${readableTables.join(', ')}, ${fileTables.join(', ')}, opening to ${reader}`,
    `grant execute on function record_clock(), clock_kind(), reading_scope() to ${reader}`,

    `grant select on entry, stream, organisation, clock_setting, schema_migration, ${loggedTables.join(', ')} to ${sequencer}`,
    `grant insert on ${loggedTables.join(', ')} to ${sequencer}`,
    `grant select, insert, update on leader to ${sequencer}`,
    `grant execute on function record_clock(), clock_kind() to ${sequencer}`,

    `grant select, delete on payload, opening, ${fileTables.join(', ')} to ${disposal}`,
    `grant select on entry, stream, clock_setting to ${disposal}`,
    `grant execute on function record_clock(), database_role(text), is_disposing() to ${disposal}`,
  ]
}

/** Every function looks for what it names in our schema alone, whoever calls it. One written as SQL is bound when it is made. */
async function pinnedFunctions(owner: ClientBase): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select p.oid::regprocedure::text as name from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosqlbody is null and not coalesce(p.proconfig::text like '%search_path%', false)
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`,
  )
  return rows.map(({ name }) => `alter function ${name} set search_path = public, pg_temp`)
}
