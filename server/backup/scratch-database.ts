import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedServer, superuser } from '../database/embedded-server.ts'
import { createDatabase } from '../database/open-database.ts'

/** An empty database of its own, which nobody else knows and which goes with everything in it. */
export type ScratchDatabase = Readonly<{ adminUrl: string; urlFor: (login: string) => string; close(): Promise<void> }>

/** A cluster in a temporary folder beside the running one. It does not wait for the disk: nothing in it is kept. */
export async function openScratchDatabase(): Promise<ScratchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'guiju-drill-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const server = await startEmbeddedServer({ folder, settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] })
    const close = async () => {
      await server.stop()
      await remove()
    }
    try {
      await createDatabase(server.url(superuser, 'postgres'), 'guiju')
    } catch (error) {
      await close()
      throw error
    }
    return { adminUrl: server.url(superuser, 'guiju'), urlFor: (login) => server.url(login, 'guiju'), close }
  } catch (error) {
    await remove()
    throw error
  }
}
