import { join } from 'node:path'
import type { Language } from '#engine'
import { restoreBackup } from '../backup/restore-backup.ts'
import { startEmbeddedServer, superuser } from '../database/embedded-server.ts'
import type { ServerLogin } from '../database/migrate.ts'
import { createDatabase, embedded } from '../database/open-database.ts'
import { saidOr } from './backup.ts'

export type RestoreOptions = Readonly<{
  folder: string
  /** The address of an empty database for its admin login, or the data folder of an embedded one to be. */
  to: string
  server: ServerLogin
  language: Language
  signal: AbortSignal
  out: (line: string) => void
}>

/** `guiju restore --from <backup> --to <address or folder>`: never over anything that is there. Answers the exit code. */
export function runRestore(options: RestoreOptions): Promise<number> {
  const { folder, to, language, signal, out } = options
  return saidOr(language, out, async () => {
    const target = await targetOf(to, options.server)
    try {
      const { manifest, rows } = await restoreBackup({
        folder,
        adminUrl: target.adminUrl,
        server: target.server,
        signal,
        progress: (step) => {
          if (step.phase === 'loading') out(`${String(step.done).padStart(3)}/${step.of}  ${step.table}  ${step.rows}`)
        },
      })
      out(
        language === 'zh'
          ? `已恢复 ${rows} 行，条目 ${manifest.entries}，备份时间 ${manifest.takenAt}。请放回密钥目录后运行 guiju rebuild 核对。`
          : `${rows} rows restored, ${manifest.entries} entries, backup of ${manifest.takenAt}. Put the keys back, then run guiju rebuild.`,
      )
      return 0
    } finally {
      await target.close()
    }
  })
}

async function targetOf(to: string, server: ServerLogin) {
  if (/^postgres(ql)?:\/\//.test(to)) return { adminUrl: to, server, close: async () => {} }
  const own = await startEmbeddedServer({ folder: join(to, 'postgresql-18') })
  await createDatabase(own.url(superuser, 'postgres'), embedded.database)
  return { adminUrl: own.url(superuser, embedded.database), server: { login: embedded.login, password: null }, close: own.stop }
}
