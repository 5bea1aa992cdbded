import { readBaselineTexts } from '#records'
import { makePdfPress } from '../documents/render/pdf-process.ts'
import { makePdfStore } from '../documents/render/pdf-store.ts'
import { type CaseDesk, makeDesk } from './case-desk.ts'
import type { DeskReply, DeskRequest } from './desk-protocol.ts'
import { makeSheetPrinter } from './sheet-printer.ts'

/** The process a desk works in; started and spoken to by `desk-process.ts` alone. It has no database and no secret. */
const press = makePdfPress()
let desk: CaseDesk | null = null
process.on('disconnect', () => {
  press.close()
  process.exit(0)
})

const work = async (request: Exclude<DeskRequest, { kind: 'begin' }>) => {
  if (desk === null) throw new Error('Expected the desk to be told how to begin, but it was not')
  if (request.kind === 'look') return desk.look(request.asked)
  await desk.open(request.baseline, new Map(request.files))
  return null
}

process.on('message', (request: DeskRequest) => {
  if (request.kind === 'begin') {
    const store = request.sheets === null ? undefined : makePdfStore({ folder: request.sheets })
    desk = makeDesk(readBaselineTexts, makeSheetPrinter(request.house, press, store))
    return
  }
  const { id } = request
  const reply = (said: Readonly<{ answer: Awaited<ReturnType<typeof work>> } | { problem: string }>) =>
    process.send?.({ id, memory: process.memoryUsage.rss(), ...said } satisfies DeskReply)
  work(request).then(
    (answer) => reply({ answer }),
    (error: unknown) => reply({ problem: error instanceof Error ? error.message : String(error) }),
  )
})
