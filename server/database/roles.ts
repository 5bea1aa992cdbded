import type { ClientBase } from 'pg'

/**
 * Roles of one database, all groups without a login. The process that signs checkpoints has none: it is asked over a
 * socket and reads nothing here.
 */
export type DatabaseRoles = Readonly<{
  /** Has the tables. Nobody works as owner but a migration. */
  owner: string
  /** May become owner, and nothing else: for the login that migrates once the roles are made. */
  migrator: string
  /** The server: adds entries and payloads, changes none; works on what can be made anew. */
  app: string
  /** Reads the rows of the testing centres a transaction names, and none where it names none. */
  reader: string
  /** Appends to the Merkle log, and can touch nothing else. */
  sequencer: string
  /** Deletes what has been disposed of, and can change nothing. */
  disposal: string
}>

/** Roles beside the application's that a login of the server acts with. */
export type BesideRole = 'reader' | 'sequencer' | 'disposal'
export const besideRoles = ['reader', 'sequencer', 'disposal'] as const satisfies readonly BesideRole[]

/**
 * The login of each of them unless another is named: that of the application with the role behind it, so that one address
 * is enough to run the house.
 */
export function besideLogins(login: string): Readonly<Record<BesideRole, string>> {
  return { reader: `${login}_reader`, sequencer: `${login}_sequencer`, disposal: `${login}_disposal` }
}

/** Roles are known to the whole server, so their names carry the database's. Says the same as SQL `database_role`. */
export function rolesOf(database: string): DatabaseRoles {
  const prefix = database
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 40)
  const named = (kind: string) => `${prefix}_${kind}`
  return {
    owner: named('owner'),
    migrator: named('migrator'),
    app: named('app'),
    reader: named('reader'),
    sequencer: named('sequencer'),
    disposal: named('disposal'),
  }
}

/**
 * Makes the roles that are missing, takes from PUBLIC what it has of the database, and lets the migrating login act as
 * owner. The first time it needs CREATEROLE and the database's ownership; afterwards the role `migrator` is enough.
 */
export async function prepareRoles(admin: ClientBase, roles: DatabaseRoles): Promise<void> {
  for (const role of Object.values(roles)) await createRole(admin, role, 'nologin')
  const { rows } = await admin.query<{ super: boolean; me: string; database: string; owns: boolean }>(
    `select rolsuper as super, current_user::text as me, current_database()::text as database,
      pg_has_role(current_user, (select datdba from pg_database where datname = current_database()), 'member') as owns
      from pg_roles where rolname = current_user`,
  )
  const [found] = rows
  if (found === undefined) throw new Error('Expected the migrating login to be a role, but it is not.')
  if (!(await isMember(admin, roles.migrator, roles.owner))) await admin.query(`grant ${quoted(roles.owner)} to ${quoted(roles.migrator)}`)
  if (!found.super && !(await isMember(admin, found.me, roles.owner)))
    await admin.query(`grant ${quoted(roles.migrator)} to ${quoted(found.me)}`)
  if (!found.super && !found.owns) return
  const { owner, migrator: _none, ...working } = roles
  const workers = Object.values(working).map(quoted).join(', ')
  for (const statement of [
    `revoke all on schema public from public`,
    `grant usage, create on schema public to ${quoted(owner)}`,
    `grant usage on schema public to ${workers}`,
    `revoke all on database ${quoted(found.database)} from public`,
    `grant connect on database ${quoted(found.database)} to ${workers}, ${quoted(owner)}, ${quoted(roles.migrator)}`,
  ])
    await admin.query(statement)
}

/** A login for the server that acts with the rights of `role`; one that exists keeps its password where none is given. */
export async function createLogin(admin: ClientBase, login: string, password: string | null, role: string): Promise<void> {
  await createRole(admin, login, 'login')
  if (password !== null) await admin.query(`alter role ${quoted(login)} password ${admin.escapeLiteral(password)}`)
  if (!(await isMember(admin, login, role))) await admin.query(`grant ${quoted(role)} to ${quoted(login)}`)
}

/**
 * Why this login must not do the work of `role`, or null where it may. An owner or a superuser could undo the guards, one
 * that passes over the policies reads every centre, and one with the rights of two roles could write what the other guards.
 */
export async function whyUnfitToServe(connection: Pick<ClientBase, 'query'>, role: 'app' | BesideRole = 'app'): Promise<string | null> {
  const { rows } = await connection.query<{ login: string; database: string; super: boolean; bypass: boolean; held: readonly string[] }>(`
    select current_user::text as login, current_database()::text as database, r.rolsuper as super, r.rolbypassrls as bypass,
      array(select g.rolname::text from pg_roles g where g.oid <> r.oid and pg_has_role(r.oid, g.oid, 'member')) || array(
        select 'owner' from pg_class c where c.relname in ('entry', 'payload') and c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'member')) as held
    from pg_roles r where r.rolname = current_user`)
  const [found] = rows
  if (found === undefined) return 'unknown login'
  const { login, held } = found
  if (found.super) return `数据库账号 ${login} 是超级用户。 Expected the server's login not to be a superuser, but "${login}" is.`
  if (held.includes('owner'))
    return `数据库账号 ${login} 拥有记录表。 Expected the server's login not to own the tables of records, but "${login}" does.`
  if (found.bypass)
    return `数据库账号 ${login} 可绕过行级权限。 Expected the server's login not to pass over row security, but "${login}" may.`
  const others = held.filter((name) => otherRoles(role).some((kind) => name.endsWith(`_${kind}`)))
  return others.length === 0
    ? null
    : `数据库账号 ${login} 兼有 ${others.join('、')} 的权限，应各用各的账号。 Expected "${login}" to act as ${role} alone, but it is also ${others.join(', ')}.`
}

const otherRoles = (role: 'app' | BesideRole) => (['app', ...besideRoles] as const).filter((one) => one !== role)

async function createRole(admin: ClientBase, role: string, kind: 'login' | 'nologin') {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) await admin.query(`create role ${quoted(role)} ${kind}`)
}

async function isMember(admin: ClientBase, member: string, role: string): Promise<boolean> {
  const { rows } = await admin.query<{ member: boolean }>(
    `select exists (select from pg_auth_members m where m.member = $1::regrole and m.roleid = $2::regrole)
      or (select not rolsuper and pg_has_role(oid, $2::regrole, 'member') from pg_roles where oid = $1::regrole) as member`,
    [quoted(member), quoted(role)],
  )
  return rows[0]?.member === true
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** The Merkle log and what others said of it: the role `sequencer` adds rows, the server reads them. */
export const loggedTables = ['log_leaf', 'log_tile', 'log_checkpoint', 'log_cosignature', 'log_stamp', 'log_anchor']

/** Files: the server adds them and removes those no record names (triggers hold it to that); bytes never change. */
export const fileTables = ['attachment', 'attachment_piece', 'attachment_use']

/** The server adds rows and changes none. */
export const addedOnlyTables = [
  'entry',
  'payload',
  'opening',
  'organisation',
  'baseline',
  'baseline_file',
  'content',
  'baseline_in_force',
  'register_change',
  'draw',
  'drawn',
]

/** Can be made anew from the entries, or is no evidence: the server adds, changes and removes rows. */
export const workingTables = [
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
  'retention_term',
  'disposal_order',
  'assurance_run',
  'anchor_trouble',
  'leader',
  'personal_key',
  'blind_index',
  'erasure_request',
]

/** Everything but what lets someone in, and what was made unreadable on purpose. */
export const readableTables = [
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
