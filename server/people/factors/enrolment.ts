import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { constraintOf } from '../../database/database-fault.ts'
import type { Statement } from '../../database/ledger.ts'
import { makeIdentifier } from '../../identifier.ts'
import { openSecret, sealSecret } from '../../keys/sealed-secret.ts'
import type { Attempt } from '../security-events.ts'
import type { Challenges } from './challenges.ts'
import type { Factor, TotpFactor } from './factor.ts'
import { changeOf, type FactorAct, type FactorActNeeds, type FactorChange, writeFactorAct } from './factor-acts.ts'
import { factorStatements } from './factor-store.ts'
import { creationOptions, readNewPasskey } from './passkeys.ts'
import { type ProofNeeds, placeOfSecret } from './prove.ts'
import { hashOfRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts'
import type { RelyingParty } from './relying-party.ts'
import { makeTotpSecret, stepOfCode, totpAddress, totpText } from './totp.ts'

export type Owner = Readonly<{ account: string; person: string; name: string; login: string; role: string; session: string }>
export type EnrolmentNeeds = ProofNeeds & FactorActNeeds & Readonly<{ challenges: Challenges }>

export type EnrolmentRefusal = 'too-many' | 'code-wrong' | 'passkey-wrong' | 'factor-unknown' | 'last-factor'
export type Enrolled = Readonly<
  { outcome: 'enrolled'; factor: string; recoveryCodes: readonly string[] | null } | { outcome: 'refused'; because: EnrolmentRefusal }
>

const MOST_FACTORS = 10
const refused = (because: EnrolmentRefusal) => ({ outcome: 'refused', because }) as const

/** Begins one-time codes: the secret is shown, sealed, and opens nothing before a code of it was given. */
export async function beginTotp(owner: Owner, name: string, needs: EnrolmentNeeds) {
  const known = await needs.factors.of(owner.account)
  if (confirmed(known).length >= MOST_FACTORS) return refused('too-many')
  const [id, secret] = [makeIdentifier(), makeTotpSecret()]
  const sealed = sealSecret(await needs.factorKey(), secret, placeOfSecret({ id, account: owner.account }))
  await needs.factors.addTotp({ id, account: owner.account, name, secret: sealed })
  const organisation = await needs.organisation()
  return {
    outcome: 'begun',
    factor: id,
    secret: totpText(secret),
    address: totpAddress(secret, organisation.name.zh, owner.login),
  } as const
}

/** Ends it with a code; a wrong one counts like any other. */
export async function confirmTotp(owner: Owner, id: string, code: string, attempt: Attempt, needs: EnrolmentNeeds): Promise<Enrolled> {
  const known = await needs.factors.of(owner.account)
  const factor = known.find((one): one is TotpFactor => one.id === id && one.kind === 'totp' && one.confirmedAt === null)
  if (factor === undefined) return refused('factor-unknown')
  const secret = openSecret(await needs.factorKey(), factor.secret, placeOfSecret(factor))
  const step = secret === null ? null : stepOfCode(secret, code, needs.realNow())
  if (step === null) {
    await needs.events.fail(owner.account, 'wrong-code', attempt)
    return refused('code-wrong')
  }
  return settle(owner, known, changeOf(factor, 'enrolled'), factorStatements.confirm(id, step), needs)
}

export async function beginPasskey(
  owner: Owner,
  name: string,
  party: RelyingParty,
  needs: EnrolmentNeeds,
): Promise<Readonly<{ outcome: 'begun'; ticket: string; options: PublicKeyCredentialCreationOptionsJSON }> | ReturnType<typeof refused>> {
  const known = confirmed(await needs.factors.of(owner.account))
  if (known.length >= MOST_FACTORS) return refused('too-many')
  const { ticket, challenge } = await needs.challenges.ask({ account: owner.account, purpose: 'enrol', about: name })
  const organisation = (await needs.organisation()).name.zh
  return { outcome: 'begun', ticket, options: await creationOptions(party, { ...owner, organisation }, known, challenge) }
}

export async function finishPasskey(
  owner: Owner,
  ticket: string,
  response: RegistrationResponseJSON,
  party: RelyingParty,
  needs: EnrolmentNeeds,
): Promise<Enrolled> {
  const asked = await needs.challenges.take(ticket, 'enrol')
  if (asked === null || asked.account !== owner.account) return refused('passkey-wrong')
  const made = await readNewPasskey(response, party, asked.challenge)
  if (made === null) return refused('passkey-wrong')
  const factor = { id: makeIdentifier(), account: owner.account, name: asked.about ?? '', kind: 'passkey', ...made } as const
  try {
    const known = await needs.factors.of(owner.account)
    return await settle(owner, known, changeOf(factor, 'enrolled'), factorStatements.addPasskey(factor), needs)
  } catch (error) {
    // A credential is of one account: the database says so.
    if (error instanceof Error && (constraintOf(error) ?? constraintOf(error.cause)) === 'factor_credential_key')
      return refused('passkey-wrong')
    throw error
  }
}

/** With the first factor come the codes for the day it is lost. */
async function settle(
  owner: Owner,
  known: readonly Factor[],
  change: FactorChange,
  statement: Statement,
  needs: EnrolmentNeeds,
): Promise<Enrolled> {
  const codes = confirmed(known).length === 0 ? freshCodes(owner.account) : null
  const changes = codes === null ? [change] : [change, codes.change]
  await writeFactorAct(actOf(owner), changes, [statement, ...(codes?.statements ?? [])], needs)
  return { outcome: 'enrolled', factor: change.factor, recoveryCodes: codes?.codes ?? null }
}

/** New recovery codes in place of the old. */
export async function renewRecoveryCodes(owner: Owner, needs: EnrolmentNeeds): Promise<readonly string[]> {
  const { codes, change, statements } = freshCodes(owner.account)
  await writeFactorAct(actOf(owner), [change], statements, needs)
  return codes
}

function freshCodes(account: string): Readonly<{ codes: readonly string[]; change: FactorChange; statements: readonly Statement[] }> {
  const codes = makeRecoveryCodes()
  return {
    codes,
    change: { factor: makeIdentifier(), method: 'recovery', change: 'enrolled', key: null },
    statements: [
      factorStatements.forgetRecoveryCodes(account),
      factorStatements.addRecoveryCodes(
        account,
        codes.map((code) => hashOfRecoveryCode(account, code)),
      ),
    ],
  }
}

/** Takes a factor away. The last one stays where the organisation demands one of this person. */
export async function removeFactor(
  owner: Owner,
  id: string,
  isDemanded: boolean,
  needs: EnrolmentNeeds,
): Promise<Readonly<{ outcome: 'removed' } | { outcome: 'refused'; because: EnrolmentRefusal }>> {
  const known = confirmed(await needs.factors.of(owner.account))
  const factor = known.find((one) => one.id === id)
  if (factor === undefined) return refused('factor-unknown')
  const isLast = known.length === 1
  if (isLast && isDemanded) return refused('last-factor')
  const beside = [
    factorStatements.remove(id),
    factorStatements.endSeries(owner.account),
    ...(isLast ? [factorStatements.forgetRecoveryCodes(owner.account)] : []),
  ]
  await writeFactorAct(actOf(owner), [changeOf(factor, 'removed')], beside, needs)
  return { outcome: 'removed' }
}

function confirmed(factors: readonly Factor[]): readonly Factor[] {
  return factors.filter(({ confirmedAt }) => confirmedAt !== null)
}

function actOf({ person, name, role, session }: Owner): FactorAct {
  return { person, name, by: { person, name, role }, session, reason: null }
}
