import type { Client } from 'pg'

/** Questions to the catalog, each answered by lines of text in a fixed order. Names of roles lose the database's. */
const questions: readonly Readonly<{ title: string; sql: string }>[] = [
  {
    title: 'roles: attributes',
    sql: `select format('%s%s%s%s%s%s', rolname, case when rolcanlogin then ' login' else '' end, case when rolsuper then ' SUPERUSER' else '' end,
        case when rolcreaterole then ' CREATEROLE' else '' end, case when rolbypassrls then ' BYPASSRLS' else '' end, case when rolreplication then ' REPLICATION' else '' end) as line
      from pg_roles where rolname ~ '^guiju_t' order by 1`,
  },
  {
    title: 'roles: who is a member of whom',
    sql: `select format('%s is in %s%s', m.member::regrole, m.roleid::regrole, case when m.admin_option then ' WITH ADMIN' else '' end) as line
      from pg_auth_members m where m.roleid::regrole::text ~ '^guiju_t' and m.member::regrole::text ~ '^guiju_t' order by 1`,
  },
  {
    title: 'schema public',
    sql: `select format('%s: %s', case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end, string_agg(a.privilege_type, ' ' order by a.privilege_type)) as line
      from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'public' and a.grantee <> n.nspowner group by a.grantee order by 1`,
  },
  {
    title: 'tables, sequences, views: owner, row security, privileges',
    sql: `select format('%s %s of %s%s%s%s', case c.relkind when 'r' then 'table' when 'S' then 'sequence' when 'v' then 'view' else c.relkind::text end, c.relname, c.relowner::regrole,
        case when c.relrowsecurity then ', row security' else '' end, case when c.relforcerowsecurity then ' forced' else '' end,
        coalesce((select string_agg(E'\\n    ' || line, '' order by line) from (
          select format('%s: %s', case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end, string_agg(a.privilege_type, ' ' order by a.privilege_type)) as line
          from aclexplode(c.relacl) a where a.grantee <> c.relowner group by a.grantee) x), '')) as line
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S', 'v', 'm', 'p', 'f') order by c.relname`,
  },
  {
    title: 'columns with privileges of their own',
    sql: `select format('%s.%s %s: %s', c.relname, t.attname, a.grantee::regrole, string_agg(a.privilege_type, ' ' order by a.privilege_type)) as line
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a where c.relnamespace = 'public'::regnamespace group by c.relname, t.attname, a.grantee order by 1`,
  },
  {
    title: 'policies',
    sql: `select format(E'%s on %s for %s to %s\\n    using %s%s', policyname, tablename, lower(cmd), array_to_string(roles, ', '), qual, coalesce(E'\\n    with check ' || with_check, '')) as line
      from pg_policies where schemaname = 'public' order by tablename, policyname`,
  },
  {
    title: 'triggers',
    sql: `select format('%s [%s]', regexp_replace(pg_get_triggerdef(t.oid), 'public\\.', '', 'g'), case t.tgenabled when 'A' then 'always' when 'O' then 'NOT IN A REPLICA' when 'D' then 'DISABLED' else t.tgenabled::text end) as line
      from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not t.tgisinternal order by c.relname, t.tgname`,
  },
  {
    title: 'functions',
    sql: `select format('%s of %s, %s%s, %s%s', p.oid::regprocedure, p.proowner::regrole, case p.provolatile when 'v' then 'volatile' when 's' then 'stable' else 'immutable' end,
        case when p.prosecdef then ', SECURITY DEFINER' else '' end, case when p.prosqlbody is not null then 'bound when made' else coalesce(array_to_string(p.proconfig, ' '), 'PATH NOT PINNED') end,
        coalesce((select string_agg(E'\\n    ' || line, '' order by line) from (
          select format('%s: %s', case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end, string_agg(a.privilege_type, ' ')) as line
          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner group by a.grantee) x), '')) as line
      from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname`,
  },
  {
    title: 'default privileges',
    sql: `select format('%s %s: %s', defaclrole::regrole, defaclobjtype, defaclacl::text) as line from pg_default_acl order by 1`,
  },
]

/** Everything that decides who may do what in a database, as text that can be compared. */
export async function databaseRights(client: Client): Promise<string> {
  const parts: string[] = []
  for (const { title, sql } of questions) {
    const { rows } = await client.query<{ line: string }>(sql)
    parts.push(`## ${title}\n${rows.map(({ line }) => line).join('\n')}\n`)
  }
  return parts.join('\n').replaceAll('guiju_template_', '').replaceAll('guiju_test_server', 'server')
}
