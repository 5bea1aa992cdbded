import { Client } from 'pg'
import { grantRights } from './grant-rights.ts'
import { type BesideRole, besideLogins, besideRoles, createLogin, type DatabaseRoles, prepareRoles, rolesOf } from './roles.ts'
import { openSchemaManager } from './schema-manager.ts'

/** A login of the server, made by the migration where it is missing. */
export type ServerLogin = Readonly<{ login: string; password: string | null }>

/** The logins beside the application's, each for one kind of work. */
export type BesideLogins = Readonly<Record<BesideRole, ServerLogin>>

/**
 * Brings the database `adminUrl` names to the present schema: makes the roles, applies the pending migrations as owner,
 * grants the rights anew. Repeating it changes nothing. Answers the names of the migrations it applied.
 */
export async function migrate(adminUrl: string, server: ServerLogin, beside: BesideLogins = besideOf(server)): Promise<readonly string[]> {
  const roles = await withClient(adminUrl, async (admin) => {
    const found = await currentRoles(admin)
    await prepareRoles(admin, found)
    return found
  })
  const applied = await applyMigrations(asRole(adminUrl, roles.owner))
  await withClient(asRole(adminUrl, roles.owner), (owner) => grantRights(owner, roles))
  await withClient(adminUrl, async (admin) => {
    await createLogin(admin, server.login, server.password, roles.app)
    for (const role of besideRoles) await createLogin(admin, beside[role].login, beside[role].password, roles[role])
  })
  return applied
}

async function applyMigrations(url: string): Promise<readonly string[]> {
  const orm = await openSchemaManager(url)
  try {
    const done = await orm.migrator.up()
    return done.map(({ name }) => name)
  } finally {
    await orm.close(true)
  }
}

async function currentRoles(client: Client): Promise<DatabaseRoles> {
  const { rows } = await client.query<{ database: string }>('select current_database()::text as database')
  return rolesOf(rows[0]?.database ?? '')
}

/** The same connection, acting as another role from its first statement on. */
const asRole = (url: string, role: string) => `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c role=${role}`)}`

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function besideOf({ login, password }: ServerLogin): BesideLogins {
  const { reader, sequencer, disposal } = besideLogins(login)
  return { reader: { login: reader, password }, sequencer: { login: sequencer, password }, disposal: { login: disposal, password } }
}
