import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { hashOfToken, makeSecret } from '../session-token.ts'

/** What an account was asked, and for what: an answer given for one purpose serves no other. */
export type ChallengePurpose = 'sign-in' | 'enrol' | 'sign'
export type Challenge = Readonly<{ account: string; purpose: ChallengePurpose; challenge: Buffer; about: string | null }>

/** Questions asked once and answered once. They outlive no restart badly: they stand in the database, for a few minutes. */
export type Challenges = Readonly<{
  /** Keeps a question and gives the ticket its answer comes with. Without a challenge of its own it is random. */
  ask(
    asked: Readonly<{ account: string; purpose: ChallengePurpose; about?: string; challenge?: Uint8Array }>,
  ): Promise<Readonly<{ ticket: string; challenge: Buffer }>>
  /** The question behind a ticket, which stays open: a mistyped code may be tried again, and counts. */
  find(ticket: string, purpose: ChallengePurpose): Promise<Challenge | null>
  /** The question behind a ticket, once: of two answers at the same time one finds it. */
  take(ticket: string, purpose: ChallengePurpose): Promise<Challenge | null>
}>

const MINUTES = 5

export function makeChallenges(pool: Pick<Pool, 'query'>): Challenges {
  const one = async (text: string, ticket: string, purpose: ChallengePurpose): Promise<Challenge | null> =>
    (await pool.query<Challenge>(text, [hashOfToken(ticket), purpose])).rows[0] ?? null
  return {
    async ask({ account, purpose, about, challenge = randomBytes(32) }) {
      const ticket = makeSecret()
      await pool.query(
        `with forgotten as (delete from challenge where expires_at < clock_timestamp())
         insert into challenge (ticket, account, purpose, challenge, about, expires_at)
         values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(mins => $6))`,
        [hashOfToken(ticket), account, purpose, Buffer.from(challenge), about ?? null, MINUTES],
      )
      return { ticket, challenge: Buffer.from(challenge) }
    },
    find: (ticket, purpose) =>
      one(
        'select account, purpose, challenge, about from challenge where ticket = $1 and purpose = $2 and expires_at > clock_timestamp()',
        ticket,
        purpose,
      ),
    take: (ticket, purpose) =>
      one(
        'delete from challenge where ticket = $1 and purpose = $2 and expires_at > clock_timestamp() returning account, purpose, challenge, about',
        ticket,
        purpose,
      ),
  }
}
