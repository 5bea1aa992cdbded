import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, Session } from './http-client.ts'

/** Something a client wanted done once. It goes on asking until it is told yes or no. */
export type Submission = Readonly<{
  person: string
  act: Readonly<{ kind: 'open'; document: string } | { kind: 'step'; case: string; step: string }>
  path: string
  body: unknown
}>

/** When a try stayed without an answer (milliseconds since 1970) and why: the server was killed, the network lost the answer it gave, or it said that the database is away. */
export type Lost = Readonly<{ at: number; by: 'kill' | 'network' | 'database-away' }>

/** A submission with what became of it. `keys`: one, unless a client forgets that a retry must repeat its key. */
export type Told = Submission &
  Readonly<{
    keys: readonly string[]
    unanswered: number
    lastLost: Lost | null
    outcome: 'acknowledged' | 'refused'
    status: number
    answer: unknown
  }>

export type Desk = Readonly<{
  told: readonly Told[]
  /** Answers that said the database was away, and answers that never came whole. */
  away(): number
  unanswered(): number
  /** Resolves when the next submission is on its way. */
  nextSent(): Promise<void>
  submit(session: Session, submission: Submission): Promise<Told>
}>

export type DeskNeeds = Readonly<{
  /** Resolves once a server runs again. */
  running: () => Promise<void>
  /** A client that does it wrong, for the control: every retry is a new submission. */
  newKeyEachTry: boolean
  /** Whether an answer is lost on its way to the client, though the server gave it. */
  losesAnswer: () => boolean
  /** How long a submission may go unanswered, restarts of the server included; 90 s unless said. */
  patienceMs?: number
}>

const usualPatienceMs = 90_000

/** Sends submissions as the contract of the API asks: whatever is unanswered is sent again, with the same key and content. */
export function makeDesk({ running, newKeyEachTry, losesAnswer, patienceMs = usualPatienceMs }: DeskNeeds): Desk {
  const told: Told[] = []
  let [away, lost, heard] = [0, 0, '']
  let sending = Promise.withResolvers<void>()
  const tryOnce = async (session: Session, { path, body }: Submission, key: string): Promise<Answer | Lost['by']> => {
    try {
      const answering = session.post(path, body, key)
      sending.resolve()
      sending = Promise.withResolvers()
      const answer = await answering
      if (answer.status < 500) return losesAnswer() ? 'network' : answer
      away++
      heard = JSON.stringify(answer.body)
      await pause(50)
      return 'database-away'
    } catch (error) {
      heard = String(error)
      return 'kill'
    }
  }
  const submit = async (session: Session, submission: Submission): Promise<Told> => {
    const keys = [randomUUID() as string]
    const since = performance.now()
    let lastLost: Lost | null = null
    for (let unanswered = 0; ; unanswered++) {
      await running()
      if (performance.now() - since > patienceMs)
        throw new Error(
          `Expected ${submission.path} to be answered within ${patienceMs} ms, but after ${unanswered} tries it last heard: ${heard}`,
        )
      if (unanswered > 0 && newKeyEachTry) keys.push(randomUUID())
      const answer = await tryOnce(session, submission, keys.at(-1) ?? '')
      if (typeof answer === 'string') {
        lost++
        lastLost = { at: Date.now(), by: answer }
        continue
      }
      const outcome = answer.status < 300 ? 'acknowledged' : 'refused'
      const done: Told = { ...submission, keys, unanswered, lastLost, outcome, status: answer.status, answer: answer.body }
      told.push(done)
      return done
    }
  }
  return { told, away: () => away, unanswered: () => lost, nextSent: () => sending.promise, submit }
}

/** Until so many submissions have an answer. */
export async function untilTold(desk: Desk, count: number): Promise<void> {
  for (let waited = 0; desk.told.length < count; waited += 5) {
    if (waited > 120_000)
      throw new Error(`Expected ${count} submissions to be answered, but after two minutes there are ${desk.told.length}`)
    await pause(5)
  }
}
