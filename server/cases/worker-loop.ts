import type { FastifyBaseLogger } from 'fastify'

/** Work that is done again and again in the background, and can be asked for once: tests and loaders pump it. */
export type Worker = Readonly<{
  /** Does what there is to do now; answers how much it did. */
  runOnce(): Promise<number>
  start(): void
  /** Waits for the round under way, then stays still. */
  stop(): Promise<void>
}>

export type WorkerSetting = Readonly<{
  name: string
  pauseMs: number
  log: FastifyBaseLogger
  round: () => Promise<number>
  stopped?: () => Promise<void>
  /** Milliseconds until the next round after one that did something; none unless said. */
  rest?: (did: number) => number
}>

/** Runs rounds with a pause between them, none beside another. A round that fails is logged and tried again later. */
export function makeWorker({ name, pauseMs, log, round, stopped, rest = () => 0 }: WorkerSetting): Worker {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<number> = Promise.resolve(0)
  let wanted = false

  const runOnce = (): Promise<number> => {
    running = running.catch(() => 0).then(round)
    return running
  }
  const tick = async (): Promise<void> => {
    let did = 0
    try {
      did = await runOnce()
    } catch (error) {
      log.warn({ err: error, worker: name }, 'a round of background work failed')
    }
    if (wanted) timer = setTimeout(tick, did > 0 ? rest(did) : pauseMs)
  }
  return {
    runOnce,
    start() {
      if (wanted) return
      wanted = true
      timer = setTimeout(tick, 0)
    },
    async stop() {
      wanted = false
      if (timer !== null) clearTimeout(timer)
      await running.catch(() => 0)
      // A lead that cannot be given back runs out by itself.
      await stopped?.().catch(() => {})
    },
  }
}
