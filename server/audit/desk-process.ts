import { type ChildProcess, fork } from 'node:child_process'
import { memoryOf } from '../documents/render/pdf-process.ts'
import type { CaseDesk, DeskAnswer } from './case-desk.ts'
import type { DeskReply, DeskRequest } from './desk-protocol.ts'
import type { SourceHouse } from './package-source.ts'

export type DeskProcessOptions = Readonly<{
  house: SourceHouse
  /** Folder of sheets laid out before; null: none are kept. */
  sheets: string | null
  processes: number
}>

/** A desk that holds more when it has nothing to do is replaced. Past `MOST` it is ended at its work, which is done again. */
const ENOUGH = 340_000_000
const MOST = 400_000_000
const LOOK_EVERY_MS = 200
/** A desk may end at a case once; the second time the case is at fault. */
const MOST_TRIES = 2

type Wanted = { request: (id: number) => DeskRequest; tries: number; resolve(answer: DeskAnswer | null): void; reject(error: Error): void }
type Desk = { child: ChildProcess; work: Map<number, Wanted>; opened: Set<string>; leaving: boolean; grown: boolean; most: number }

/**
 * Desks in processes of their own: documents compiled and sheets laid out would make the process that streams a package
 * grow with the number of its documents. Each is bounded, and replaced when it has grown.
 */
export function startDesks({ house, sheets, processes }: DeskProcessOptions): CaseDesk & Readonly<{ most: () => number }> {
  const baselines = new Map<string, ReadonlyMap<string, Uint8Array>>()
  const desks = new Set<Desk>()
  let asked = 0
  let closed = false
  let most = 0

  const start = (): Desk => {
    const child = fork(new URL('./desk-child.ts', import.meta.url), {
      serialization: 'advanced',
      env: {},
      execArgv: ['--max-semi-space-size=4', '--max-old-space-size=320'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const desk: Desk = { child, work: new Map(), opened: new Set(), leaving: false, grown: false, most: 0 }
    desks.add(desk)
    send(desk, { kind: 'begin', house, sheets })
    child.on('message', (reply: DeskReply) => settle(desk, reply))
    child.on('exit', (code, signal) => ended(desk, desk.grown ? `it grew past ${MOST / 1e6} MB` : `it ended (${signal ?? code})`))
    child.on('error', (error) => ended(desk, error.message))
    return desk
  }
  const looking = setInterval(() => {
    for (const desk of desks) {
      const holds = memoryOf(desk.child.pid)
      most = Math.max(most, holds)
      if (holds <= MOST || desk.work.size === 0) continue
      desk.grown = true
      desk.child.kill('SIGKILL')
    }
  }, LOOK_EVERY_MS)
  looking.unref()

  const settle = (desk: Desk, reply: DeskReply) => {
    const wanted = desk.work.get(reply.id)
    desk.work.delete(reply.id)
    if (reply.memory > ENOUGH) desk.leaving = true
    if ('problem' in reply) wanted?.reject(new Error(reply.problem))
    else wanted?.resolve(reply.answer)
    if (desk.leaving && desk.work.size === 0) letGo(desk)
  }
  const letGo = (desk: Desk) => {
    desks.delete(desk)
    if (desk.child.connected) desk.child.disconnect()
  }
  const ended = (desk: Desk, why: string) => {
    desks.delete(desk)
    const left = [...desk.work.values()]
    desk.work.clear()
    for (const wanted of left) {
      if (closed || wanted.tries >= MOST_TRIES) wanted.reject(new Error(`Expected the process that looks cases over to answer, but ${why}`))
      else give(wanted)
    }
  }
  const free = (): Desk => {
    const open = [...desks].filter(({ leaving }) => !leaving).toSorted((one, other) => one.work.size - other.work.size)
    const [least] = open
    return least !== undefined && (least.work.size === 0 || open.length >= processes) ? least : start()
  }
  const send = (desk: Desk, request: DeskRequest) => {
    desk.child.send(request, (error) => {
      if (error !== null && desk.child.exitCode === null) desk.child.kill('SIGKILL')
    })
  }
  const give = (wanted: Wanted) => {
    wanted.tries += 1
    const desk = free()
    for (const [baseline, files] of baselines) {
      if (desk.opened.has(baseline)) continue
      desk.opened.add(baseline)
      asked += 1
      send(desk, { kind: 'open', id: asked, baseline, files: [...files] })
    }
    asked += 1
    desk.work.set(asked, wanted)
    send(desk, wanted.request(asked))
  }
  return {
    async open(baseline, files) {
      if (!baselines.has(baseline)) baselines.set(baseline, files)
    },
    look: (about) =>
      new Promise((resolve, reject) => {
        give({
          request: (id) => ({ kind: 'look', id, asked: about }),
          tries: 0,
          resolve: (answer) => (answer === null ? reject(new Error('Expected an answer of the desk, but it gave none')) : resolve(answer)),
          reject,
        })
      }),
    async close() {
      closed = true
      clearInterval(looking)
      for (const desk of desks) letGo(desk)
    },
    most: () => most,
  }
}
