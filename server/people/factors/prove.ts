import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { openSecret } from '../../keys/sealed-secret.ts'
import { isPassword } from '../password.ts'
import type { Account } from '../people-store.ts'
import type { Attempt, SecurityEvents } from '../security-events.ts'
import { type Factor, isUsable, type PasskeyFactor, type TotpFactor } from './factor.ts'
import type { FactorStore } from './factor-store.ts'
import { readAssertion } from './passkeys.ts'
import { hashOfRecoveryCode } from './recovery-codes.ts'
import type { RelyingParty } from './relying-party.ts'
import { stepOfCode } from './totp.ts'

/** What somebody gives to prove who they are. Nothing of it is kept or logged. */
export type Offered = Readonly<{
  password?: string | undefined
  code?: string | undefined
  recovery?: string | undefined
  passkey?: Readonly<{ response: AuthenticationResponseJSON; challenge: Uint8Array; party: RelyingParty }> | undefined
}>

export type ProofNeeds = Readonly<{
  factors: FactorStore
  events: SecurityEvents
  /** Opens the secrets of one-time codes; kept outside the database. */
  factorKey: () => Promise<Uint8Array>
  suspend: (factor: PasskeyFactor, because: string) => Promise<void>
  realNow: () => Date
}>

export type Proof = Readonly<
  | { outcome: 'proved'; password: boolean; factor: 'totp' | 'recovery' | null; passkey: PasskeyFactor | null; enrolled: boolean }
  | { outcome: 'wrong'; what: 'password' | 'code' | 'passkey' | 'recovery' }
  | { outcome: 'locked' }
  | { outcome: 'nothing-offered' }
>

/**
 * Checks everything that is offered; one wrong thing and nothing is proved, and it counts towards the lock of the account.
 * A locked account says so only to whoever is right in everything: to others it says what it always says, so locking tells
 * nothing about which logins exist. Without an account it takes as long, and is wrong.
 */
export async function prove(account: Account | null, offered: Offered, attempt: Attempt, needs: ProofNeeds): Promise<Proof> {
  if (offered.password !== undefined) {
    const right = await isPassword(account?.password ?? null, offered.password)
    if (!right || account === null || account.disabled) return failed(account, 'password', attempt, needs)
  }
  if (account === null || account.disabled) return failed(null, 'password', attempt, needs)
  const { password, code, recovery, passkey } = offered
  if ([password, code, recovery, passkey].every((one) => one === undefined)) return { outcome: 'nothing-offered' }
  const factors = (await needs.factors.of(account.id)).filter(({ confirmedAt }) => confirmedAt !== null)
  const asserted = passkey === undefined ? null : await assertedBy(account, factors, passkey, attempt, needs)
  if (passkey !== undefined && asserted === null) return failed(account, 'passkey', attempt, needs)
  if (code !== undefined && !(await isCodeOf(factors, code, needs))) return failed(account, 'code', attempt, needs)
  if (recovery !== undefined && !(await isRecoveryOf(account, recovery, attempt, needs))) return failed(account, 'recovery', attempt, needs)
  if (account.lockedUntil !== null && account.lockedUntil > needs.realNow()) return { outcome: 'locked' }
  return {
    outcome: 'proved',
    password: password !== undefined,
    factor: code !== undefined ? 'totp' : recovery !== undefined ? 'recovery' : null,
    passkey: asserted,
    enrolled: factors.length > 0,
  }
}

type Wrong = Extract<Proof, { outcome: 'wrong' }>['what']

async function failed(account: Account | null, what: Wrong, attempt: Attempt, { events }: ProofNeeds): Promise<Proof> {
  await events.fail(account?.id ?? null, `wrong-${what}`, attempt)
  return { outcome: 'wrong', what }
}

/** A code opens once: the step it belongs to is taken with it (RFC 6238, 5.2). */
async function isCodeOf(factors: readonly Factor[], code: string, { factors: store, factorKey, realNow }: ProofNeeds): Promise<boolean> {
  for (const factor of factors) {
    if (factor.kind !== 'totp' || !isUsable(factor)) continue
    const secret = openSecret(await factorKey(), factor.secret, placeOfSecret(factor))
    const step = secret === null ? null : stepOfCode(secret, code, realNow())
    if (step !== null && (await store.takeStep(factor.id, step))) return true
  }
  return false
}

/** A one-time-code secret opens in the row of its factor and account alone. */
export function placeOfSecret({ id, account }: Pick<TotpFactor, 'id' | 'account'>): string {
  return `totp ${account} ${id}`
}

async function isRecoveryOf(account: Account, code: string, attempt: Attempt, { factors, events }: ProofNeeds): Promise<boolean> {
  const taken = await factors.takeRecoveryCode(account.id, hashOfRecoveryCode(account.id, code))
  if (taken) await events.alarm(account.id, 'recovery-used', attempt)
  return taken
}

async function assertedBy(
  account: Account,
  factors: readonly Factor[],
  { response, challenge, party }: NonNullable<Offered['passkey']>,
  attempt: Attempt,
  needs: ProofNeeds,
): Promise<PasskeyFactor | null> {
  const read = await readAssertion(response, party, factors, challenge)
  if (read.outcome === 'wrong') return null
  if (await needs.factors.takeCounter(read.factor.id, read.counter)) return read.factor
  // A counter that stands still or goes back: a copy of the authenticator may be about (WebAuthn, 6.1.1).
  await needs.events.alarm(account.id, 'counter-regressed', attempt)
  await needs.suspend(read.factor, '计数器倒退 / the counter went backwards')
  return null
}
