import { type ChildProcess, fork } from 'node:child_process'
import { Socket } from 'node:net'

export type PdfRequest = Readonly<{ id: number; source: string; createdAt: number }>
export type PdfAnswer = Readonly<{ id: number } & ({ pdf: Uint8Array } | { problem: string })>

/** Lays PDFs out, one after the other. */
export type PdfPress = Readonly<{
  /** @throws where Typst refuses the source, takes too long, or its process ends. */
  pdf(source: string, createdAt: number): Promise<Uint8Array>
  close(): void
}>

/** Jobs after which the process is started anew: the native compiler keeps about 0.7 MB of each, whatever is evicted. */
const JOBS_A_PROCESS = 500
const LONGEST_MS = 60_000

type Waiting = Readonly<{ resolve(pdf: Uint8Array): void; reject(error: Error): void; timer: NodeJS.Timeout }>

/**
 * The compiler in a process of its own: laying out a long list would hold up every request, and a fault inside the
 * native compiler ends its process. A process that ended is replaced at the next job; only the jobs it held fail.
 */
export function makePdfPress(): PdfPress {
  let current: ReturnType<typeof startChild> | null = null
  return {
    pdf(source, createdAt) {
      if (current === null || current.isOver()) current = startChild()
      return current.ask(source, createdAt)
    },
    close() {
      current?.end()
      current = null
    },
  }
}

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
    if (asked >= JOBS_A_PROCESS) end(child)
    else hold(child, false)
  }
  const failAll = (why: string) => {
    over = true
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(new Error(why)))
  }
  child.on('message', (answer: PdfAnswer) =>
    settle(answer.id, ({ resolve, reject }) => ('pdf' in answer ? resolve(answer.pdf) : reject(new Error(answer.problem)))),
  )
  child.on('error', (error) => failAll(`Expected the PDF process to run, but: ${error.message}`))
  child.on('exit', (code, signal) => failAll(`Expected the PDF process to answer, but it ended (${signal ?? code}): ${complaint}`))
  return {
    isOver: () => over || asked >= JOBS_A_PROCESS,
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
