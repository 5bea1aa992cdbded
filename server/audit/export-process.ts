import { fork } from 'node:child_process'
import { memoryOf } from '../documents/render/pdf-process.ts'
import type { ExportProgress, ExportResult } from './export-package.ts'
import type { ExportRequest } from './export-state.ts'

/** All the process that makes a package is told. */
export type ExportOrder = Readonly<{
  databaseUrl: string
  keysFolder: string
  request: ExportRequest
  /** Where the package is made; what a break left there is taken up again. */
  folder: string
  out: string
  /** Folder of sheets laid out before. */
  sheets: string
  /** Processes that look cases over and print. */
  desks: number
}>

/** Bytes of memory at the most: of the process that streams, and of the largest of those that look cases over. */
export type ExportMemory = Readonly<{ exporter: number; desk: number }>
export type ExportNote =
  | Readonly<{ kind: 'progress'; progress: ExportProgress }>
  | Readonly<{ kind: 'done'; result: ExportResult; memory: ExportMemory }>
  | Readonly<{ kind: 'failed'; code: ExportFailure; detail: string }>

/** Why a package could not be made, as far as a person can do something about it. */
export type ExportFailure = 'disk-full' | 'folder-closed' | 'fault'

export class ExportFailed extends Error {
  override readonly name = 'ExportFailed'
  readonly code: ExportFailure
  constructor(code: ExportFailure, detail: string) {
    super(detail)
    this.code = code
  }
}

export type ExportHooks = Readonly<{ progress: (progress: ExportProgress) => void; signal: AbortSignal }>
const LOOK_EVERY_MS = 250

/**
 * Makes a package in a process of its own: it reads, sums up and writes, in 200 MB however many documents the package is
 * of, and holds up nobody's request. Ending it at any moment is safe: it goes on from what it saved last.
 * @throws ExportFailed, or the signal's reason.
 */
export function exportInProcess(
  order: ExportOrder,
  { progress, signal }: ExportHooks,
): Promise<Readonly<{ result: ExportResult; memory: ExportMemory }>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const child = fork(new URL('./export-child.ts', import.meta.url), {
      serialization: 'advanced',
      env: {},
      execArgv: ['--max-semi-space-size=2', '--max-old-space-size=144', '--optimize-for-size'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let complaint = ''
    let most = 0
    child.stderr?.on('data', (text: Buffer) => {
      complaint = (complaint + text.toString()).slice(-2000)
    })
    const looking = setInterval(() => {
      most = Math.max(most, memoryOf(child.pid))
    }, LOOK_EVERY_MS)
    const stop = () => child.kill('SIGKILL')
    const leave = (settle: () => void) => {
      clearInterval(looking)
      signal.removeEventListener('abort', stop)
      settle()
    }
    signal.addEventListener('abort', stop)
    let said: ExportNote | null = null
    child.on('message', (note: ExportNote) => {
      if (note.kind === 'progress') progress(note.progress)
      else said = note
    })
    child.on('error', (error) => leave(() => reject(new ExportFailed('fault', error.message))))
    child.on('exit', (code, killed) =>
      leave(() => {
        const last = said as ExportNote | null
        if (last?.kind === 'done')
          resolve({ result: last.result, memory: { ...last.memory, exporter: Math.max(most, last.memory.exporter) } })
        else if (signal.aborted) reject(signal.reason)
        else if (last?.kind === 'failed') reject(new ExportFailed(last.code, last.detail))
        else reject(new ExportFailed('fault', `the process ended (${killed ?? code}): ${complaint}`))
      }),
    )
    child.send(order)
  })
}

/** What a person can do something about, by what the system says. */
export function failureOf(error: unknown): ExportFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // A database that is away is no folder.
  if (error instanceof Error && 'syscall' in error && error.syscall === 'connect') return 'fault'
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT' || code === 'ENOTDIR') return 'folder-closed'
  return 'fault'
}
