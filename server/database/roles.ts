import type { ClientBase } from 'pg'

/** Roles of one database. The first four are groups without a login. */
export type DatabaseRoles = Readonly<{ owner: string; app: string; reader: string; disposal: string }>

/** Roles are known to the whole server, so their names carry the database's. Says the same as SQL `database_role`. */
export function rolesOf(database: string): DatabaseRoles {
  const prefix = database
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 40)
  return { owner: `${prefix}_owner`, app: `${prefix}_app`, reader: `${prefix}_reader`, disposal: `${prefix}_disposal` }
}

/** Makes the roles that are missing and lets the migrating login act as owner. Needs CREATEROLE and the database's ownership. */
export async function prepareRoles(admin: ClientBase, roles: DatabaseRoles): Promise<void> {
  for (const role of Object.values(roles)) await createRole(admin, role, 'nologin')
  const { rows } = await admin.query<{ super: boolean; me: string; database: string }>(
    'select rolsuper as super, current_user::text as me, current_database()::text as database from pg_roles where rolname = current_user',
  )
  const [found] = rows
  if (found !== undefined && !found.super) await admin.query(`grant ${quoted(roles.owner)} to ${quoted(found.me)}`)
  await admin.query(`revoke create on schema public from public`)
  await admin.query(`grant usage, create on schema public to ${quoted(roles.owner)}`)
}

/** Gives each role exactly what it needs on the tables as they now are; may be repeated. */
export async function grantRights(owner: ClientBase, roles: DatabaseRoles): Promise<void> {
  const { app, reader, disposal } = { app: quoted(roles.app), reader: quoted(roles.reader), disposal: quoted(roles.disposal) }
  for (const statement of [
    `grant usage on schema public to ${app}, ${reader}, ${disposal}`,
    `revoke all on all tables in schema public from ${app}, ${reader}, ${disposal}`,
    `grant select on all tables in schema public to ${app}`,
    `grant insert, update, delete on ${workingTables.join(', ')} to ${app}`,
    `grant insert on ${addedOnlyTables.join(', ')} to ${app}`,
    // The closing date of what was in force, the name of the house, when an upload expires: never their content.
    `grant update (until_date) on baseline_in_force to ${app}`,
    `grant update (name_zh, name_en) on organisation to ${app}`,
    `grant usage, select on all sequences in schema public to ${app}`,
    `grant select on ${readableTables.join(', ')} to ${reader}`,
    `grant select, delete on payload, opening to ${disposal}`,
    `grant select on entry, stream to ${disposal}`,
  ])
    await owner.query(statement)
}

/** A login for the server that acts with the rights of `role`; one that exists keeps its password. */
export async function createLogin(admin: ClientBase, login: string, password: string | null, role: string): Promise<void> {
  await createRole(admin, login, 'login')
  if (password !== null) await admin.query(`alter role ${quoted(login)} password ${admin.escapeLiteral(password)}`)
  await admin.query(`grant ${quoted(role)} to ${quoted(login)}`)
}

/** Why this login must not serve requests, or null where it may. Both an owner and a superuser could undo the guards. */
export async function whyUnfitToServe(connection: Pick<ClientBase, 'query'>): Promise<string | null> {
  const { rows } = await connection.query<{ login: string; super: boolean; owns: boolean }>(`
    select current_user::text as login, r.rolsuper as super,
      exists (select from pg_class c where c.relname in ('entry', 'payload') and c.relnamespace = 'public'::regnamespace and pg_has_role(current_user, c.relowner, 'member')) as owns
    from pg_roles r where r.rolname = current_user`)
  const [found] = rows
  if (found === undefined) return 'unknown login'
  if (found.super)
    return `数据库账号 ${found.login} 是超级用户。 Expected the server's login not to be a superuser, but "${found.login}" is.`
  if (found.owns)
    return `数据库账号 ${found.login} 拥有记录表。 Expected the server's login not to own the tables of records, but "${found.login}" does.`
  return null
}

async function createRole(admin: ClientBase, role: string, kind: 'login' | 'nologin') {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) await admin.query(`create role ${quoted(role)} ${kind}`)
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const addedOnlyTables = [
  'entry',
  'payload',
  'opening',
  'organisation',
  'baseline',
  'baseline_file',
  'content',
  'baseline_in_force',
  'register_change',
  'log_leaf',
  'log_tile',
  'log_checkpoint',
  'log_cosignature',
  'log_stamp',
  'log_anchor',
  'draw',
  'drawn',
]

const workingTables = [
  'stream',
  'case_head',
  'case_link',
  'claim',
  'register_head',
  'register_row',
  'counter',
  'idempotency',
  'outbox',
  'task',
  'due_moment',
  'search_document',
  'attachment',
  'attachment_piece',
  'attachment_use',
  'person',
  'account',
  'session',
  'factor',
  'recovery_code',
  'challenge',
  'signing_series',
  'security_event',
  'security_setting',
  'role_grant',
  'deputy',
  'testing_centre',
  'export_job',
  'leader',
]

/** Everything but what lets someone in, and what was made unreadable on purpose. */
const readableTables = [
  'stream',
  'entry',
  'payload',
  'case_head',
  'case_link',
  'task',
  'due_moment',
  'search_document',
  'register_change',
  'register_head',
  'register_row',
  'baseline',
  'baseline_file',
  'content',
  'baseline_in_force',
  'organisation',
  'testing_centre',
  'clock_setting',
  'log_leaf',
  'log_tile',
  'log_checkpoint',
  'log_cosignature',
  'log_stamp',
  'log_anchor',
  'draw',
  'drawn',
]
