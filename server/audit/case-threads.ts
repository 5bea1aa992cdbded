import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import {
  type CaseNeeds,
  type CaseResult,
  type CasesSetting,
  type CaseToCheck,
  type CheckCases,
  checkCasesOf,
  type PackedCase,
} from '#records'
import type { Container } from './zip-reader.ts'

/** A case as a thread is told of it: its files, and where they stand within the package. */
export type PlacedCase = Readonly<{ packed: PackedCase; files: readonly (readonly [path: string, at: number, size: number])[] }>
export type ThreadSetting = Readonly<{ file: string; setting: CasesSetting }>
export type ThreadReply = Readonly<{ results: readonly CaseResult[] } | { problem: string }>

export type ThreadOptions = Readonly<{
  threads?: number /** Fewer cases are looked at sooner than a thread is started. */
  worthFrom?: number
}>

/** More of them wait for what this one does alone. */
const MOST_THREADS = 8
const BATCH = 32
/** Batches a thread has before it: one at work, one waiting. */
const AHEAD = 2

/**
 * Looks at the cases of a package file in as many threads as there are processors, within reason, each taking the next of
 * them when it is free. What they answer is given on in the order of the cases: nobody can tell from a report how many
 * threads there were.
 */
export function checkCasesInThreads(
  file: string,
  container: Container,
  needs: CaseNeeds,
  { threads = Math.min(availableParallelism(), MOST_THREADS), worthFrom = 5_000 }: ThreadOptions = {},
): CheckCases {
  const here = checkCasesOf(container, needs)
  return (setting, cases) =>
    threads < 2 || cases.length < worthFrom ? here(setting, cases) : inThreads({ file, setting: owned(setting) }, cases, container, threads)
}

async function* inThreads(
  told: ThreadSetting,
  cases: readonly CaseToCheck[],
  container: Container,
  count: number,
): AsyncGenerator<CaseResult> {
  const threads = Array.from({ length: count }, () => startThread(told))
  const asked: Promise<readonly CaseResult[]>[] = []
  let next = 0
  const ask = () => {
    if (next >= cases.length) return
    const batch = cases.slice(next, next + BATCH).map((each) => placed(each, container))
    const free = threads.reduce((one, other) => (other.waiting() < one.waiting() ? other : one))
    const answer = free.ask(batch)
    // Those that are still under way when one has failed are nobody's any more.
    answer.catch(() => {})
    asked.push(answer)
    next += BATCH
  }
  try {
    for (let at = 0; at < count * AHEAD; at += 1) ask()
    for (let answer = asked.shift(); answer !== undefined; answer = asked.shift()) {
      const results = await answer
      ask()
      yield* results
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.end()))
  }
}

function placed({ packed, paths }: CaseToCheck, container: Container): PlacedCase {
  return {
    packed,
    files: paths.map((path) => {
      const { at, size } = container.place(path)
      return [path, at, size]
    }),
  }
}

/** Files read from the package are views of longer blocks, which would go to every thread whole. */
function owned({ description, factors, baselines }: CasesSetting): CasesSetting {
  const { organisation, openings } = description
  const copied = [...baselines].map(([hash, files]) => [hash, new Map([...files].map(([name, bytes]) => [name, bytes.slice()]))] as const)
  return { description: { organisation, openings }, factors, baselines: new Map(copied) }
}

/** Most of what a thread makes is gone with the case: a wide young generation lets it go without being moved. */
const YOUNG_MB = 32

type Waiting = Readonly<{ resolve(results: readonly CaseResult[]): void; reject(error: Error): void }>

function startThread(told: ThreadSetting) {
  const worker = new Worker(new URL('./case-thread.ts', import.meta.url), {
    workerData: told,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  // Answers come in the order of the questions.
  const waiting: Waiting[] = []
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  worker.on('message', (reply: ThreadReply) => {
    const asker = waiting.shift()
    if ('results' in reply) asker?.resolve(reply.results)
    else asker?.reject(new Error(reply.problem))
  })
  worker.on('error', fail)
  worker.on('exit', (code) => fail(new Error(`Expected a thread to look at cases, but it ended (${code})`)))
  return {
    waiting: () => waiting.length,
    ask: (batch: readonly PlacedCase[]) =>
      new Promise<readonly CaseResult[]>((resolve, reject) => {
        waiting.push({ resolve, reject })
        worker.postMessage(batch)
      }),
    end: () => worker.terminate(),
  }
}
