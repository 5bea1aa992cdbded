import type { Config } from '../config.ts'
import { migrate, type ServerLogin } from '../database/migrate.ts'
import { besideUrls, openDatabase } from '../database/open-database.ts'
import { sealPlainValues } from '../privacy/seal-plain-values.ts'

/**
 * `guiju migrate`: brings a given database to the present schema, with the admin login that is used for nothing else. The
 * embedded database is migrated whenever it is opened. Answers the exit code.
 */
export async function runMigrate({ database, keysFolder }: Config, say: (line: string) => void): Promise<number> {
  if (database.kind === 'embedded') {
    await (await openDatabase(database, keysFolder)).close()
    say('内置数据库已是最新。 · The embedded database is up to date.')
    return 0
  }
  if (database.adminUrl === null) {
    say('请设置 DATABASE_ADMIN_URL。 · Expected DATABASE_ADMIN_URL to be set, but it is not.')
    return 2
  }
  const server = new URL(database.url)
  if (server.username === '') {
    say('DATABASE_URL 应写明应用程序账号。 · Expected DATABASE_URL to name the login of the server, but it does not.')
    return 2
  }
  const beside = { ...besideUrls(database.url), ...database.beside }
  const applied = await migrate(database.adminUrl, loginIn(server), {
    reader: loginIn(new URL(beside.reader)),
    sequencer: loginIn(new URL(beside.sequencer)),
    disposal: loginIn(new URL(beside.disposal)),
  })
  const sealed = await sealPlainValues(database.adminUrl, keysFolder)
  if (sealed > 0)
    say(`已加密个人数据 ${sealed} 项，请备份 ${keysFolder}。 · ${sealed} values of persons are sealed now: back up ${keysFolder}.`)
  say(applied.length === 0 ? '数据库已是最新。 · The database is up to date.' : `已执行 · Applied: ${applied.join(', ')}`)
  return 0
}

const loginIn = ({ username, password }: URL): ServerLogin => ({
  login: decodeURIComponent(username),
  password: password === '' ? null : decodeURIComponent(password),
})
