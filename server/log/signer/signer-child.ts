import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger } from 'fastify'

export type SignerChild = Readonly<{ pid(): number | null; stop(): Promise<void> }>

const program = fileURLToPath(new URL('../../commands/guiju.ts', import.meta.url))
const pause = { firstMs: 200, mostMs: 10_000 } as const

/**
 * Keeps a signer running beside the server: started again when it ends, gone when we are gone. It learns nothing of our
 * environment but where its files and its socket are; it has no address of a database.
 */
export function superviseSigner(options: Readonly<{ keysFolder: string; socket: string; log: FastifyBaseLogger }>): SignerChild {
  const { log } = options
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | null = null
  let wanted = true
  let wait: number = pause.firstMs

  const start = () => {
    const begun = Date.now()
    // It ends when its input closes, also where we were killed without a word.
    child = spawn(process.execPath, [program, 'signer', '--attached'], {
      stdio: ['pipe', 'ignore', 'inherit'],
      // Its own process group: Ctrl-C reaches us alone, and we end it when the last checkpoint is signed.
      detached: true,
      env: { KEYS_FOLDER: options.keysFolder, SIGNER_SOCKET: options.socket },
    })
    child.once('error', (error) => log.error({ err: error }, 'the signer of the log could not be started'))
    child.once('exit', (code, signal) => {
      child = null
      if (!wanted) return
      wait = Date.now() - begun > pause.mostMs ? pause.firstMs : Math.min(pause.mostMs, wait * 2)
      log.warn({ code, signal, wait }, 'the signer of the log ended and is started again')
      timer = setTimeout(start, wait)
    })
  }
  start()
  return {
    pid: () => child?.pid ?? null,
    async stop() {
      wanted = false
      if (timer !== null) clearTimeout(timer)
      const running = child
      if (running === null) return
      const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      running.stdin?.end()
      const insist = setTimeout(() => running.kill('SIGKILL'), 3000)
      await ended
      clearTimeout(insist)
    },
  }
}
