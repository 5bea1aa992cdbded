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

/** A submission with what became of it. `keys`: one, unless a client forgets that a retry must repeat its key. */
export type Told = Submission &
  Readonly<{ keys: readonly string[]; unanswered: number; outcome: 'acknowledged' | 'refused'; status: number; answer: unknown }>

export type Desk = Readonly<{
  told: readonly Told[]
  /** Answers that said the database was away, and answers that never came whole. */
  away(): number
  unanswered(): number
  submit(session: Session, submission: Submission): Promise<Told>
}>

export type DeskNeeds = Readonly<{
  /** Resolves once a server runs again. */
  running: () => Promise<void>
  /** A client that does it wrong, for the control: every retry is a new submission. */
  newKeyEachTry: boolean
  /** Whether an answer is lost on its way to the client, though the server gave it. */
  losesAnswer: () => boolean
}>

/** Sends submissions as the contract of the API asks: whatever is unanswered is sent again, with the same key and content. */
export function makeDesk({ running, newKeyEachTry, losesAnswer }: DeskNeeds): Desk {
  const told: Told[] = []
  let [away, lost] = [0, 0]
  const tryOnce = async (session: Session, { path, body }: Submission, key: string): Promise<Answer | null> => {
    try {
      const answer = await session.post(path, body, key)
      if (answer.status < 500) return losesAnswer() ? null : answer
      away++
      await pause(50)
      return null
    } catch {
      return null
    }
  }
  const submit = async (session: Session, submission: Submission): Promise<Told> => {
    const keys = [randomUUID() as string]
    for (let unanswered = 0; ; unanswered++) {
      await running()
      if (unanswered > 0 && newKeyEachTry) keys.push(randomUUID())
      const answer = await tryOnce(session, submission, keys.at(-1) ?? '')
      if (answer === null) {
        lost++
        continue
      }
      const outcome = answer.status < 300 ? 'acknowledged' : 'refused'
      const done: Told = { ...submission, keys, unanswered, outcome, status: answer.status, answer: answer.body }
      told.push(done)
      return done
    }
  }
  return { told, away: () => away, unanswered: () => lost, submit }
}
