import { superuser } from '../database/embedded-server.ts'
import { type DatabaseChoice, embedded } from '../database/open-database.ts'

/** The login a backup is taken with: whoever sees every row. The server's own may come to see less than all. */
export function seeingLogin(choice: DatabaseChoice, url: string): string {
  if (choice.kind === 'given') return choice.adminUrl ?? url
  return url.replace(`//${embedded.login}@`, `//${superuser}@`)
}
