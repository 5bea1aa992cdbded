import { randomUUID } from 'node:crypto'
import { expectStatus, type Session } from './http-client.ts'
import { sampleText } from './sample-text.ts'

const document = 'QP-97'
const part = 'QR-97-01/work'
const steps = { unsigned: { here: 'go', there: 'back' }, signed: { here: 'go_signed', there: 'back_signed' } } as const

export type Signing = keyof typeof steps
type OpenCase = { readonly id: string; version: number; state: string }

/** How many transitions were acknowledged, in how many seconds, and how long each took, in milliseconds. */
export type Measured = Readonly<{ count: number; seconds: number; latencies: readonly number[] }>

/** Opens cases through the same door as everybody, each session some of them. */
export async function openCases(sessions: readonly Session[], count: number): Promise<readonly OpenCase[]> {
  const cases: OpenCase[] = []
  const open = async (session: Session) => {
    while (cases.length < count) {
      const opening = cases.push({ id: '', version: 1, state: 'here' }) - 1
      const opened = await session.post('/api/cases', { document, subject: { year: 2026 } }, randomUUID())
      cases[opening] = { id: (expectStatus(opened, 201) as { id: string }).id, version: 1, state: 'here' }
    }
  }
  await Promise.all(sessions.map(open))
  return cases
}

/**
 * Each session takes steps as fast as they are answered, for so many seconds, each on cases of its own, in turn. Every
 * step is a new submission with a new key and about 2 KB of values. Throws where one is not accepted.
 */
export async function takeSteps(
  sessions: readonly Session[],
  cases: readonly OpenCase[],
  signing: Signing,
  { seconds, password }: Readonly<{ seconds: number; password: string }>,
): Promise<Measured> {
  const latencies: number[] = []
  const begun = performance.now()
  const end = begun + seconds * 1000
  await Promise.all(
    sessions.map(async (session, nth) => {
      const own = cases.filter((_, index) => index % sessions.length === nth)
      for (let turn = 0; performance.now() < end; turn++) {
        const mine = own[turn % own.length]
        if (mine === undefined) throw new Error(`Expected a case for each of ${sessions.length} connections, but there are ${cases.length}`)
        const since = performance.now()
        await takeStep(session, mine, signing, signing === 'signed' ? { password } : {}, turn)
        latencies.push(performance.now() - since)
      }
    }),
  )
  return { count: latencies.length, seconds: (performance.now() - begun) / 1000, latencies }
}

async function takeStep(session: Session, mine: OpenCase, signing: Signing, signature: Readonly<{ password?: string }>, turn: number) {
  const step = mine.state === 'here' ? steps[signing].here : steps[signing].there
  const body = { expectedVersion: mine.version, parts: { [part]: valuesOf(turn) }, ...signature }
  const taken = expectStatus(await session.post(`/api/cases/${mine.id}/steps/${step}`, body, randomUUID()), 200)
  const { version, state } = taken as Readonly<{ version: number; state: string }>
  mine.version = version
  mine.state = state
}

function valuesOf(turn: number) {
  const items = [1, 2, 3].map((nth) => ({ name: `分项${nth}`, count: nth + (turn % 100), weight: '12.50' }))
  return { kind: turn % 2 === 0 ? 'ordinary' : 'special', items, account: sampleText(turn) }
}
