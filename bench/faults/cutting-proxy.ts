import { existsSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'

/**
 * Where a COMMIT is cut: before PostgreSQL has it, or after it was carried out and before the answer is through. The
 * statement everyday steps are written by commits as well.
 */
export type Cut = 'before' | 'after'

/** Stands between a server and its PostgreSQL, on unix sockets, and does to the connections what networks do. */
export type CuttingProxy = Readonly<{
  /** Cuts the next COMMIT of this login that comes by. Resolves when it has. */
  cutCommit(where: Cut, login: string): Promise<void>
  /** Nothing goes through any more, in no direction, until `flow`; nobody is told. */
  stall(): void
  flow(): void
  /** All connections break, and none is taken, until `accept`. */
  refuse(): void
  accept(): void
  close(): Promise<void>
}>

export async function openCuttingProxy(from: string, to: string): Promise<CuttingProxy> {
  const pairs = new Set<Pair>()
  let wanted: Readonly<{ where: Cut; login: string; done: () => void }> | null = null
  let refusing = false
  let stalled = false
  const takeCut: TakeCut = (where, greeting) => {
    if (wanted?.where !== where || !greeting.includes(`user\0${wanted.login}\0`)) return null
    const { done } = wanted
    wanted = null
    return done
  }
  if (existsSync(from)) rmSync(from)
  const server = createServer((caller) => {
    if (refusing) return caller.destroy()
    const pair = makePair(caller, connect(to), takeCut)
    if (stalled) pair.stall()
    pairs.add(pair)
    pair.ended.then(() => pairs.delete(pair))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(from, () => listening())
  })
  const endAll = () => {
    for (const pair of pairs) pair.end()
  }
  return {
    cutCommit: (where, login) =>
      new Promise((done) => {
        wanted = { where, login, done }
      }),
    stall() {
      stalled = true
      for (const pair of pairs) pair.stall()
    },
    flow() {
      stalled = false
      for (const pair of pairs) pair.flow()
    },
    refuse() {
      refusing = true
      endAll()
    },
    accept() {
      refusing = false
    },
    async close() {
      endAll()
      await new Promise<void>((closed) => server.close(() => closed()))
    },
  }
}

type Pair = Readonly<{ stall(): void; flow(): void; end(): void; ended: Promise<void> }>

/** Whether this connection's COMMIT is the one to cut; `greeting` is its first message, which names the login. */
type TakeCut = (where: Cut, greeting: Buffer) => (() => void) | null

function makePair(caller: Socket, database: Socket, takeCut: TakeCut): Pair {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  let answerCut: (() => void) | null = null
  const end = () => {
    caller.destroy()
    database.destroy()
    resolve()
  }
  for (const socket of [caller, database]) {
    socket.on('error', end)
    socket.on('close', end)
  }
  const read = makeMessageReader()
  let greeting: Buffer | null = null
  caller.on('data', (bytes: Buffer) => {
    greeting ??= bytes
    const commit = read(bytes)
    const before = commit === null ? null : takeCut('before', greeting)
    if (before !== null && commit !== null) {
      // What stands before the COMMIT has gone through: work done, and not kept.
      database.write(bytes.subarray(0, commit))
      end()
      return before()
    }
    if (commit !== null) answerCut ??= takeCut('after', greeting)
    database.write(bytes)
  })
  database.on('data', (bytes: Buffer) => {
    if (answerCut !== null && committed.some((tag) => tag.test(bytes.toString('latin1')))) {
      end()
      return answerCut()
    }
    caller.write(bytes)
  })
  return {
    ended,
    end,
    stall() {
      caller.pause()
      database.pause()
    },
    flow() {
      caller.resume()
      database.resume()
    },
  }
}

/**
 * Follows the messages of a client (PostgreSQL protocol 3). Answers where in these bytes a COMMIT begins, or null. One that
 * began in the bytes before is not cut any more: it counts as begun here only where its first byte is.
 */
function makeMessageReader(): (bytes: Buffer) => number | null {
  let rest = Buffer.alloc(0)
  let started = false
  return (bytes) => {
    const seen = Buffer.concat([rest, bytes])
    let [at, commit]: [number, number | null] = [0, null]
    for (;;) {
      const head = started ? 1 : 0
      if (seen.length - at < head + 4) break
      const length = head + seen.readInt32BE(at + head)
      if (seen.length - at < length) break
      if (started && at >= rest.length && isCommit(seen.subarray(at, at + length))) commit ??= at - rest.length
      started = true
      at += length
    }
    rest = Buffer.from(seen.subarray(at))
    return commit
  }
}

const QUERY = 'Q'.charCodeAt(0)
const PARSE = 'P'.charCodeAt(0)
const BIND = 'B'.charCodeAt(0)
/** How PostgreSQL says that it has: to a COMMIT, and to the statement that answers a row for each step it has stored. */
const committed = [/COMMIT\0/, /SELECT [1-9]\d*\0/]

function isCommit(message: Buffer): boolean {
  if (message[0] === BIND) return /^[^\0]*\0everyday-units\0/.test(message.subarray(5, 100).toString('latin1'))
  if (message[0] !== QUERY && message[0] !== PARSE) return false
  const text = message.subarray(5).toString('latin1')
  return /^(?:[^\0]*\0)?commit\0/i.test(message[0] === QUERY ? `\0${text}` : text)
}
