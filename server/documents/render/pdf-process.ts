import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'

export type PdfRequest = Readonly<{ id: number; source: string; createdAt: number }>
/** `memory`: bytes the process holds after the job. */
export type PdfAnswer = Readonly<{ id: number; memory: number } & ({ pdf: Uint8Array } | { problem: string })>

/** Lays PDFs out. */
export type PdfPress = Readonly<{
  /** @throws where Typst refuses the source, takes too long, needs too much memory, or its process ends. */
  pdf(source: string, createdAt: number): Promise<Uint8Array>
  close(): void
}>

/** Jobs after which a process is started anew: the native compiler keeps about 0.1 MB of each, whatever is evicted. */
const JOBS_A_PROCESS = 500
const LONGEST_MS = 60_000
/** A process that holds more is replaced when it has no job; one that holds more than `MOST` is ended at its job. */
const ENOUGH = 300_000_000
const MOST = 400_000_000
const LOOK_EVERY_MS = 100

type Waiting = Readonly<{ resolve(pdf: Uint8Array): void; reject(error: Error): void; timer: NodeJS.Timeout }>

/**
 * The compiler in processes of their own: laying out a long list would hold up every request, and a fault inside the
 * native compiler ends its process. A process that ended or grew is replaced at the next job; only the jobs it held fail.
 */
export function makePdfPress(processes = 1): PdfPress {
  const current = new Set<Child>()
  const free = (): Child => {
    for (const child of current) if (child.isOver()) current.delete(child)
    const [least] = [...current].toSorted((one, other) => one.waiting() - other.waiting())
    if (least !== undefined && (least.waiting() === 0 || current.size >= processes)) return least
    const started = startChild()
    current.add(started)
    return started
  }
  return {
    pdf: (source, createdAt) => free().ask(source, createdAt),
    close() {
      for (const child of current) child.end()
      current.clear()
    },
  }
}

type Child = ReturnType<typeof startChild>

function startChild() {
  // No environment: the child needs no secret of ours.
  const child = fork(new URL('./pdf-child.ts', import.meta.url), {
    serialization: 'advanced',
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let over = false
  let complaint = ''
  let tooLarge = false
  const looking = setInterval(() => {
    if (waiting.size === 0 || memoryOf(child.pid) <= MOST) return
    tooLarge = true
    child.kill('SIGKILL')
  }, LOOK_EVERY_MS)
  looking.unref()
  if (child.stderr instanceof Socket) child.stderr.unref()
  child.stderr?.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2000)
  })
  const settle = (id: number, give: (job: Waiting) => void) => {
    const job = waiting.get(id)
    if (job === undefined) return
    clearTimeout(job.timer)
    waiting.delete(id)
    give(job)
    if (waiting.size > 0) return
    if (over || asked >= JOBS_A_PROCESS) end(child)
    else hold(child, false)
  }
  const failAll = (why: string) => {
    over = true
    clearInterval(looking)
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(new Error(why)))
  }
  child.on('message', (answer: PdfAnswer) => {
    if (answer.memory > ENOUGH) over = true
    settle(answer.id, ({ resolve, reject }) => ('pdf' in answer ? resolve(answer.pdf) : reject(new Error(answer.problem))))
  })
  child.on('error', (error) => failAll(`Expected the PDF process to run, but: ${error.message}`))
  child.on('exit', (code, signal) =>
    failAll(
      tooLarge
        ? `Expected a sheet to be laid out within ${MOST / 1e6} MB, but its process grew past that`
        : `Expected the PDF process to answer, but it ended (${signal ?? code}): ${complaint}`,
    ),
  )
  return {
    isOver: () => over || asked >= JOBS_A_PROCESS,
    waiting: () => waiting.size,
    ask(source: string, createdAt: number): Promise<Uint8Array> {
      asked += 1
      const id = asked
      hold(child, true)
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
        waiting.set(id, { resolve, reject, timer })
        child.send({ id, source, createdAt } satisfies PdfRequest, (error) => {
          if (error !== null) settle(id, (job) => job.reject(error))
        })
      })
    },
    end() {
      over = true
      end(child)
    },
  }
}

/** Bytes a process holds; 0 where the system does not say, which is where it is no Linux. */
export function memoryOf(pid: number | undefined): number {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')
    return Number(pages) * 4096
  } catch {
    return 0
  }
}

function end(child: ChildProcess): void {
  if (child.connected) child.disconnect()
}

/** An idle process keeps nobody running; one at work does. */
function hold(child: ChildProcess, working: boolean): void {
  if (working) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}
