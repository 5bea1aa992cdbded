import type { Language } from '#engine'
import { BackupRefused, sayRefusal } from '../backup/refused.ts'
import { takeBackup } from '../backup/take-backup.ts'

export type BackupOptions = Readonly<{
  url: string
  folder: string
  keysFolder: string
  language: Language
  signal: AbortSignal
  out: (line: string) => void
}>

/** `guiju backup --out <folder>`: a consistent copy while the house works on. Answers the exit code. */
export function runBackup({ url, folder, keysFolder, language, signal, out }: BackupOptions): Promise<number> {
  return saidOr(language, out, async () => {
    const taken = await takeBackup({
      url,
      folder,
      keysFolder,
      signal,
      progress: ({ table, rows, done, of }) => out(`${String(done).padStart(3)}/${of}  ${table}  ${rows}`),
    })
    const { manifest, digest, size } = taken
    const megabytes = (size / 1024 / 1024).toFixed(1)
    out(
      language === 'zh'
        ? `${folder}  条目 ${manifest.entries}  ${megabytes} MB  sha256:${digest}\n密钥目录 ${keysFolder} 不在备份内，请另行加密保存。`
        : `${folder}  ${manifest.entries} entries  ${megabytes} MB  sha256:${digest}\nThe keys in ${keysFolder} are not in it: keep them apart, encrypted.`,
    )
    return 0
  })
}

/** A refusal and a cancelled run are said in words; exit codes 1 and 130. */
export async function saidOr(language: Language, out: (line: string) => void, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BackupRefused) {
      out(sayRefusal(error.refusal)[language])
      return 1
    }
    if (error instanceof Error && error.name === 'AbortError') {
      out(language === 'zh' ? '已取消，未留下任何内容。' : 'Cancelled; nothing of it is left.')
      return 130
    }
    throw error
  }
}
