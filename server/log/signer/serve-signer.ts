import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { makeSigner } from './make-signer.ts'
import { LONGEST_LINE, type SignerAnswer, type SignerAsk } from './protocol.ts'

export type SignerServer = Readonly<{ close(): Promise<void> }>

/** Thrown where another signer already answers at the socket. */
export class SignerIsRunning extends Error {
  override readonly name = 'SignerIsRunning'
}

/**
 * Lets a signer answer at a unix socket that this account alone can reach. The socket is also the lock: one signer at a
 * time works with its files. @throws SignerIsRunning
 */
export async function serveSigner(options: Readonly<{ folder: string; socket: string; now: () => Date }>): Promise<SignerServer> {
  const sign = makeSigner(options.folder, options.now)
  mkdirSync(dirname(options.socket), { recursive: true, mode: 0o700 })
  if (lstatSync(options.socket, { throwIfNoEntry: false }) !== undefined) {
    if (await answers(options.socket)) throw new SignerIsRunning(`Expected nobody to sign at ${options.socket}, but somebody does`)
    rmSync(options.socket)
  }
  const server = createServer((caller) => attend(caller, sign))
  await listen(server, options.socket)
  chmodSync(options.socket, 0o600)
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const caller of callers.get(server) ?? []) caller.destroy()
      }),
  }
}

const callers = new WeakMap<Server, Set<Socket>>()

async function listen(server: Server, socket: string): Promise<void> {
  const open = new Set<Socket>()
  callers.set(server, open)
  server.on('connection', (caller) => {
    open.add(caller)
    caller.once('close', () => open.delete(caller))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, () => resolve())
  })
}

function attend(caller: Socket, sign: (ask: SignerAsk) => SignerAnswer): void {
  let waiting = ''
  caller.setEncoding('utf8')
  caller.on('error', () => caller.destroy())
  caller.on('data', (text: string) => {
    waiting += text
    for (let end = waiting.indexOf('\n'); end !== -1; end = waiting.indexOf('\n')) {
      const line = waiting.slice(0, end)
      waiting = waiting.slice(end + 1)
      caller.write(`${JSON.stringify(answerLine(line, sign))}\n`)
    }
    if (waiting.length > LONGEST_LINE) caller.destroy()
  })
}

function answerLine(line: string, sign: (ask: SignerAsk) => SignerAnswer): SignerAnswer {
  const ask = readAsk(line)
  if (ask === null) return { outcome: 'refused', refusal: { code: 'unreadable' } }
  try {
    return sign(ask)
  } catch (error) {
    return { outcome: 'failed', problem: error instanceof Error ? error.message : String(error) }
  }
}

const asks: ReadonlySet<unknown> = new Set<SignerAsk['ask']>(['begin', 'keys', 'sign', 'rotate'])

function readAsk(line: string): SignerAsk | null {
  try {
    const read: unknown = JSON.parse(line)
    return typeof read === 'object' && read !== null && 'ask' in read && asks.has(read.ask) ? (read as SignerAsk) : null
  } catch {
    return null
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const caller = connect(socket)
    caller.once('connect', () => {
      caller.destroy()
      resolve(true)
    })
    caller.once('error', () => resolve(false))
  })
}
