import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Challenges } from './factors/challenges.ts'
import { isUsable } from './factors/factor.ts'
import { requestOptions } from './factors/passkeys.ts'
import { type Offered, type ProofNeeds, prove } from './factors/prove.ts'
import type { RelyingParty } from './factors/relying-party.ts'
import { hashPassword, isWeakPassword } from './password.ts'
import type { Account, PeopleStore } from './people-store.ts'
import type { Attempt } from './security-events.ts'
import { hashOfToken, makeSecret } from './session-token.ts'

/** A session ends after twelve hours. */
export const SESSION_HOURS = 12

export type SignInNeeds = ProofNeeds &
  Readonly<{
    people: PeopleStore
    challenges: Challenges
    /** So many failures from one address within fifteen minutes, and it has to wait. */
    failuresFromAddress: number
  }>

/** Where a sign-in comes from: kept with the session, so that its owner knows it again. */
export type Origin = Readonly<{ address: string; device: string; party: RelyingParty | null }>
export type FactorKind = 'totp' | 'passkey' | 'recovery'
export type SignInOutcome = Readonly<
  | { outcome: 'signed-in'; token: string; account: Account }
  | { outcome: 'factor-needed'; ticket: string; kinds: readonly FactorKind[]; options: PublicKeyCredentialRequestOptionsJSON | null }
  | { outcome: 'refused'; because: 'wrong' | 'locked' | 'too-many' | 'expired' }
>

/**
 * Opens a session where login and password are right and no second factor is enrolled; where one is, asks for it. What is
 * asked for is said only to whoever knows the password.
 */
export async function signIn(login: string, password: string, origin: Origin, needs: SignInNeeds): Promise<SignInOutcome> {
  if ((await needs.events.failuresFrom(origin.address)) >= needs.failuresFromAddress) return { outcome: 'refused', because: 'too-many' }
  const account = await needs.people.accountByLogin(login.normalize('NFC'))
  const proof = await prove(account, { password }, { door: 'sign-in', address: origin.address }, needs)
  if (proof.outcome !== 'proved' || account === null)
    return { outcome: 'refused', because: proof.outcome === 'locked' ? 'locked' : 'wrong' }
  return proof.enrolled ? askForFactor(account, origin, needs) : openSession(account, origin, needs)
}

async function askForFactor(account: Account, { party }: Origin, needs: SignInNeeds): Promise<SignInOutcome> {
  const { ticket, challenge } = await needs.challenges.ask({ account: account.id, purpose: 'sign-in' })
  const usable = (await needs.factors.of(account.id)).filter(isUsable)
  const options = await requestOptions(party, usable, challenge)
  const kinds: readonly FactorKind[] = [
    ...(options === null ? [] : (['passkey'] as const)),
    ...(usable.some(({ kind }) => kind === 'totp') ? (['totp'] as const) : []),
    'recovery',
  ]
  return { outcome: 'factor-needed', ticket, kinds, options }
}

/** The second half: what the ticket of the first asked for. A wrong answer leaves the ticket open and counts. */
export async function signInWithFactor(
  ticket: string,
  answered: Readonly<{
    code?: string | undefined
    recovery?: string | undefined
    passkey?: NonNullable<Offered['passkey']>['response'] | undefined
  }>,
  origin: Origin,
  needs: SignInNeeds,
): Promise<SignInOutcome> {
  const asked = await needs.challenges.find(ticket, 'sign-in')
  if (asked === null) return { outcome: 'refused', because: 'expired' }
  const account = await needs.people.accountOf(asked.account)
  const { code, recovery } = answered
  const passkey =
    answered.passkey === undefined || origin.party === null
      ? undefined
      : { response: answered.passkey, challenge: asked.challenge, party: origin.party }
  const attempt: Attempt = { door: 'sign-in', address: origin.address }
  const proof = await prove(account, { code, recovery, passkey }, attempt, needs)
  if (proof.outcome !== 'proved' || account === null)
    return { outcome: 'refused', because: proof.outcome === 'locked' ? 'locked' : 'wrong' }
  if ((await needs.challenges.take(ticket, 'sign-in')) === null) return { outcome: 'refused', because: 'expired' }
  return openSession(account, origin, needs)
}

/** The token is told once, here; the database keeps its hash. */
async function openSession(account: Account, { address, device }: Origin, { people }: SignInNeeds): Promise<SignInOutcome> {
  const token = makeSecret()
  await people.startSession({ token: hashOfToken(token), csrf: makeSecret(), account: account.id, hours: SESSION_HOURS, address, device })
  await people.clearFailures(account.id)
  return { outcome: 'signed-in', token, account }
}

export type PasswordVerdict = 'right' | 'wrong' | 'locked'

/** Checks a password and counts a wrong one towards locking. */
export async function checkPassword(
  account: Account | null,
  password: string,
  attempt: Attempt,
  needs: ProofNeeds,
): Promise<PasswordVerdict> {
  const proof = await prove(account, { password }, attempt, needs)
  return proof.outcome === 'proved' ? 'right' : proof.outcome === 'locked' ? 'locked' : 'wrong'
}

export type PasswordChange = 'changed' | 'wrong' | 'locked' | 'weak'

/** Sets a new password and ends every other session of the account. */
export async function changePassword(
  who: Readonly<{ account: string; login: string; token: string }>,
  old: string,
  chosen: string,
  address: string,
  needs: ProofNeeds & Readonly<{ people: PeopleStore }>,
): Promise<PasswordChange> {
  const { people } = needs
  const verdict = await checkPassword(await people.accountOf(who.account), old, { door: 'account', address }, needs)
  if (verdict !== 'right') return verdict
  if (isWeakPassword(chosen, who.login)) return 'weak'
  await people.changePassword(who.account, await hashPassword(chosen), false)
  await people.endOtherSessions(who.account, hashOfToken(who.token))
  return 'changed'
}
