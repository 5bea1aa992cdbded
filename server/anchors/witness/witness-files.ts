import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { emptyRoot, parseCheckpoint, parseNote, type VerifierKey } from '#records'
import { checkEd25519 } from '../../log/ed25519.ts'
import { readIfThere, writeDurably } from '../../log/signer/durable-file.ts'

/** The largest tree of a log this witness has cosigned; `note` is null where it never has. */
export type Seen = Readonly<{ size: number; root: Uint8Array; note: string | null }>

/** What a witness remembers, as files: one folder a log, the latest note cosigned in it, and what contradicts it. */
export type WitnessFiles = Readonly<{
  /** @throws where the file is not as this witness wrote it: it must not go on from a guess. */
  seen(origin: string): Seen
  /** On disk when it returns. */
  remember(origin: string, note: string): void
  /** Keeps what the log signed beside what it had signed before; both notes, for people to judge. */
  keepEvidence(origin: string, kind: 'split' | 'unproven', body: Uint8Array): string
  /** The notes kept as evidence, by file name. */
  evidence(origin: string): readonly string[]
}>

/** The log can fill no disk with them. */
const MOST_EVIDENCE = 1000

export function makeWitnessFiles(folder: string, own: VerifierKey): WitnessFiles {
  const folderOf = (origin: string) => {
    const place = join(folder, 'logs', createHash('sha256').update(origin).digest('hex').slice(0, 32))
    mkdirSync(join(place, 'evidence'), { recursive: true, mode: 0o700 })
    return place
  }
  const latestOf = (origin: string) => join(folderOf(origin), 'latest')
  const evidence = (origin: string) => readdirSync(join(folderOf(origin), 'evidence')).sort()
  return {
    seen(origin) {
      const text = readIfThere(latestOf(origin))
      if (text === null) return { size: 0, root: emptyRoot, note: null }
      const read = parseNote(Buffer.from(text), [own], checkEd25519)
      const checkpoint = read.outcome === 'read' && read.note.signatures.length > 0 ? parseCheckpoint(read.note.text) : null
      if (checkpoint?.origin !== origin)
        throw new Error(`Expected the note this witness cosigned last in ${latestOf(origin)}, but found something else`)
      return { size: checkpoint.size, root: checkpoint.root, note: text }
    },
    remember: (origin, note) => writeDurably(latestOf(origin), note),
    keepEvidence(origin, kind, body) {
      const before = readIfThere(latestOf(origin)) ?? ''
      const name = `${kind}-${createHash('sha256').update(body).update(before).digest('hex').slice(0, 32)}`
      const kept = evidence(origin)
      if (!kept.includes(name) && kept.length < MOST_EVIDENCE)
        writeDurably(join(folderOf(origin), 'evidence', name), `${new TextDecoder().decode(body)}\n${'='.repeat(20)}\n${before}`)
      return join(folderOf(origin), 'evidence', name)
    },
    evidence,
  }
}

/** One witness at a time works with a folder. Answers how to let go of it. @throws where another, still alive, has it. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const place = join(folder, 'lock')
  const take = (): boolean => {
    try {
      const file = openSync(place, 'wx', 0o600)
      writeSync(file, String(process.pid))
      closeSync(file)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return false
    }
  }
  if (!take()) {
    const holder = Number(readFileSync(place, 'utf8'))
    if (isAlive(holder))
      throw new Error(`见证人目录正被进程 ${holder} 使用。 Expected ${folder} to be free, but process ${holder} works with it.`)
    rmSync(place, { force: true })
    if (!take()) throw new Error(`见证人目录正被占用。 Expected ${folder} to be free, but another process has just taken it.`)
  }
  return () => rmSync(place, { force: true })
}

function isAlive(process_: number): boolean {
  if (!Number.isInteger(process_) || process_ <= 0 || process_ === process.pid) return false
  try {
    process.kill(process_, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
