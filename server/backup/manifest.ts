import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** `backup.json`: what a backup holds, as of one moment. `docs/operating.md` tells people the same. */
export type BackupManifest = Readonly<{
  format: 'guiju-backup/1'
  organisation: Readonly<{ id: string; name: Readonly<{ zh: string; en: string }>; kind: string }> | null
  /** Time of the database's own clock when the copy was begun, and the newest entry in it. */
  takenAt: string
  lastEntryAt: string | null
  streams: number
  entries: number
  /** The newest checkpoint of the log, where the log has one: a signed note. */
  checkpoint: string | null
  server: string
  migrations: readonly string[]
  tables: readonly TableInBackup[]
  sequences: readonly Readonly<{ name: string; value: string }>[]
  /** What is not in it on purpose, for people. */
  leftOut: readonly string[]
  /** Keys are kept apart from what they lock: their files are named here and are not inside. */
  keys: Readonly<{ folder: string; files: readonly string[] }>
}>

export type TableInBackup = Readonly<{ name: string; columns: readonly string[]; rows: number; file: string; size: number; sha256: string }>

export const manifestFile = 'backup.json'
export const sumsFile = 'SHA256SUMS'

/** Why a folder is no backup to restore from: every file by its name. */
export type BackupFault = Readonly<{ file: string; fault: 'missing' | 'altered' | 'extra' | 'unreadable' }>
export type BackupRead = Readonly<
  { outcome: 'sound'; manifest: BackupManifest; digest: string } | { outcome: 'damaged'; faults: readonly BackupFault[] }
>

/** Reads a backup whole: every file against the list of sums, nothing missing and nothing beside. */
export async function readBackup(folder: string, onFile: (file: string) => void = () => {}): Promise<BackupRead> {
  const sums = await readFile(join(folder, sumsFile), 'utf8').catch(() => null)
  if (sums === null) return { outcome: 'damaged', faults: [{ file: sumsFile, fault: 'missing' }] }
  const listed = parseSums(sums)
  if (listed === null) return { outcome: 'damaged', faults: [{ file: sumsFile, fault: 'unreadable' }] }
  const present = await filesIn(folder)
  const faults: BackupFault[] = present
    .filter((file) => file !== sumsFile && !listed.has(file))
    .map((file) => ({ file, fault: 'extra' as const }))
  for (const [file, sum] of listed) {
    onFile(file)
    const found = await sha256OfFile(join(folder, file)).catch(() => null)
    if (found === null) faults.push({ file, fault: 'missing' })
    else if (found !== sum) faults.push({ file, fault: 'altered' })
  }
  if (!listed.has(manifestFile)) faults.push({ file: manifestFile, fault: 'missing' })
  if (faults.length > 0) return { outcome: 'damaged', faults }
  const manifest = parseManifest(await readFile(join(folder, manifestFile), 'utf8'), listed)
  return manifest === null
    ? { outcome: 'damaged', faults: [{ file: manifestFile, fault: 'unreadable' }] }
    : { outcome: 'sound', manifest, digest: createHash('sha256').update(sums).digest('hex') }
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

export const sumsText = (sums: ReadonlyMap<string, string>): string => [...sums].map(([file, sum]) => `${sum}  ${file}\n`).join('')

function parseSums(text: string): ReadonlyMap<string, string> | null {
  const sums = new Map<string, string>()
  for (const line of text.split('\n').slice(0, -1)) {
    const [, sum, file] = /^([0-9a-f]{64}) {2}([a-z0-9_./-]+)$/i.exec(line) ?? []
    if (sum === undefined || file === undefined || file.split('/').includes('..') || sums.has(file)) return null
    sums.set(file, sum)
  }
  return text.endsWith('\n') && sums.size > 0 ? sums : null
}

/** The sums have been compared by now: only a backup made by another program, or by hand, comes this far and is refused. */
function parseManifest(text: string, listed: ReadonlyMap<string, string>): BackupManifest | null {
  try {
    const read = JSON.parse(text) as Partial<BackupManifest>
    const named = /^[a-z][a-z0-9_]*$/
    const sound =
      read.format === 'guiju-backup/1' &&
      Array.isArray(read.tables) &&
      read.tables.every(
        ({ name, columns, file }) => named.test(name) && columns.every((column: string) => named.test(column)) && listed.has(file),
      ) &&
      Array.isArray(read.sequences) &&
      read.sequences.every(({ name, value }) => named.test(name) && /^\d+$/.test(value)) &&
      Array.isArray(read.migrations)
    return sound ? (read as BackupManifest) : null
  } catch {
    return null
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true })
  const files = await Promise.all(names.map(async (name) => ((await stat(join(folder, name))).isFile() ? [name] : [])))
  return files.flat().map((name) => relative('.', name).split(sep).join('/'))
}
