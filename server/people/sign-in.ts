import { hashPassword, isPassword, isWeakPassword } from './password.ts'
import type { Account, PeopleStore } from './people-store.ts'
import { hashOfToken, makeSecret } from './session-token.ts'

/** Five wrong passwords lock an account for fifteen minutes; a session ends after twelve hours. */
const FAILURES = 5
const LOCKED_MINUTES = 15
export const SESSION_HOURS = 12

export type PasswordVerdict = 'right' | 'wrong' | 'locked'
export type SignInOutcome = Readonly<
  { outcome: 'signed-in'; token: string; account: Account } | { outcome: 'refused'; because: 'wrong' | 'locked' }
>

/**
 * Checks a password and counts a wrong one towards locking. A locked account says so only to whoever knows its password;
 * to others it says what it always says, so locking tells nothing about which logins exist.
 */
export async function checkPassword(people: PeopleStore, account: Account | null, password: string, now: Date): Promise<PasswordVerdict> {
  const right = await isPassword(account?.password ?? null, password)
  if (account === null || account.disabled) return 'wrong'
  const locked = account.lockedUntil !== null && account.lockedUntil > now
  if (right) return locked ? 'locked' : 'right'
  if (!locked) await people.countFailure(account.id, FAILURES, LOCKED_MINUTES)
  return 'wrong'
}

/** Opens a session where login and password are right. The token is told once, here; the database keeps its hash. */
export async function signIn(people: PeopleStore, login: string, password: string, now: Date): Promise<SignInOutcome> {
  const account = await people.accountByLogin(login.normalize('NFC'))
  const verdict = await checkPassword(people, account, password, now)
  if (verdict !== 'right' || account === null) return { outcome: 'refused', because: verdict === 'locked' ? 'locked' : 'wrong' }
  const token = makeSecret()
  await people.startSession({ token: hashOfToken(token), csrf: makeSecret(), account: account.id, hours: SESSION_HOURS })
  await people.clearFailures(account.id)
  return { outcome: 'signed-in', token, account }
}

/** Whether the person who is signed in gave their own password again: what a signature means here. Wrong ones count towards locking. */
export async function isSignedBy(people: PeopleStore, account: string, password: string, now: Date): Promise<PasswordVerdict> {
  return checkPassword(people, await people.accountOf(account), password, now)
}

export type PasswordChange = 'changed' | 'wrong' | 'locked' | 'weak'

/** Sets a new password and ends every other session of the account. */
export async function changePassword(
  people: PeopleStore,
  who: Readonly<{ account: string; login: string; token: string }>,
  old: string,
  chosen: string,
  now: Date,
): Promise<PasswordChange> {
  const verdict = await isSignedBy(people, who.account, old, now)
  if (verdict !== 'right') return verdict
  if (isWeakPassword(chosen, who.login)) return 'weak'
  await people.changePassword(who.account, await hashPassword(chosen), false)
  await people.endOtherSessions(who.account, hashOfToken(who.token))
  return 'changed'
}
