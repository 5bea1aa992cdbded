import { setTimeout as pause } from 'node:timers/promises'
import { type Entered, type Filler, fillParts, type PartToFill } from './fill-parts.ts'
import { expectStatus, type Session } from './http-client.ts'
import type { Desk, Submission } from './submissions.ts'

type DocumentSummary = Readonly<{
  code: string
  mayOpen: boolean
  subject: readonly Readonly<{ key: string; type: string; optional: boolean }>[]
}>
type OpenStep = Readonly<{ step: string; mayTake: boolean; signature: unknown; secondPerson: unknown; parts: readonly PartToFill[] }>
type CaseView = Readonly<{ version: number; openSteps: readonly OpenStep[] }>

export type Clerk = Readonly<{ session: Session; password: string; filler: Filler }>

/** Steps of one case a clerk takes before leaving it to itself. */
const mostSteps = 4
const patienceMs = 90_000

/** The documents this clerk can open without a testing centre, and with what subject. */
export async function documentsToOpen({
  session,
  filler,
}: Clerk): Promise<readonly Readonly<{ code: string; subject: Readonly<Record<string, unknown>> }>[]> {
  const documents = expectStatus(await session.get('/api/documents'), 200) as readonly DocumentSummary[]
  return documents.flatMap(({ code, mayOpen, subject }) => {
    const required = subject.filter(({ optional }) => !optional)
    const known = required.map(({ key, type }) => [key, subjectValue(type, filler)] as const)
    return mayOpen && known.every(([, value]) => value !== undefined) ? [{ code, subject: Object.fromEntries(known) }] : []
  })
}

function subjectValue(type: string, { today, chance }: Filler): unknown {
  if (type === 'year') return Number(today.slice(0, 4))
  if (type === 'date') return today
  return type === 'text' || type === 'batch' ? `T-${Math.floor(chance() * 1e9)}` : undefined
}

/** Opens a case and takes its first steps, again and again, until told to stop. A connection that breaks is no reason to. */
export async function workOn(clerk: Clerk, desk: Desk, stopped: () => boolean, running: () => Promise<void>): Promise<void> {
  const again = <T>(read: () => Promise<T>) => untilRead(read, running)
  const documents = await again(() => documentsToOpen(clerk))
  const { chance, person } = clerk.filler
  while (!stopped()) {
    const document = documents[Math.floor(chance() * documents.length)]
    if (document === undefined) throw new Error('Expected a document that can be opened without a testing centre, but there is none')
    const opening: Submission = {
      person,
      act: { kind: 'open', document: document.code },
      path: '/api/cases',
      body: { document: document.code, subject: document.subject },
    }
    const opened = await desk.submit(clerk.session, opening)
    if (opened.outcome === 'refused') continue
    const { id } = opened.answer as { id: string }
    for (let taken = 0; taken < mostSteps && !stopped(); taken++) {
      const view = await again(async () => expectStatus(await clerk.session.get(`/api/cases/${id}`), 200) as CaseView)
      const next = nextStep(clerk, id, view)
      if (next === null) break
      await desk.submit(clerk.session, next)
    }
  }
}

/** Reads again and again while no server or no database answers; says what it heard last where that takes too long. */
async function untilRead<T>(read: () => Promise<T>, running: () => Promise<void>): Promise<T> {
  for (const since = performance.now(); ; ) {
    await running()
    try {
      return await read()
    } catch (error) {
      if (performance.now() - since > patienceMs) throw error
      await pause(50)
    }
  }
}

/** Some step of the case this clerk may take and can fill, with or without a signature. */
function nextStep({ password, filler }: Clerk, id: string, { version, openSteps }: CaseView): Submission | null {
  const possible = openSteps.flatMap((open): readonly Readonly<{ open: OpenStep; parts: Entered }>[] => {
    const parts = open.mayTake && open.secondPerson === null ? fillParts(open.parts, filler) : null
    return parts === null ? [] : [{ open, parts }]
  })
  const chosen = possible[Math.floor(filler.chance() * possible.length)]
  if (chosen === undefined) return null
  const { open, parts } = chosen
  const body = { expectedVersion: version, parts, ...(open.signature === null ? {} : { password }) }
  return { person: filler.person, act: { kind: 'step', case: id, step: open.step }, path: `/api/cases/${id}/steps/${open.step}`, body }
}
