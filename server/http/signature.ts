import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import type { SignatureProof } from '#engine'
import { readStatement, type SignatureEvidence } from '#records'
import type { Statement } from '../database/ledger.ts'
import type { Challenges } from '../people/factors/challenges.ts'
import { type Offered, type Proof, type ProofNeeds, prove } from '../people/factors/prove.ts'
import { relyingPartyOf } from '../people/factors/relying-party.ts'
import { meaningClass, nextPlace, runningSeries } from '../people/factors/signing-series.ts'
import type { Account, PeopleStore } from '../people/people-store.ts'
import { hashOfToken } from '../people/session-token.ts'
import { addressOf } from './address.ts'
import { answerProblem } from './answer-problem.ts'
import type { Assertion, Proofs } from './api/signing.ts'
import { callerOf } from './caller.ts'
import { refusal } from './problems.ts'
import { isAbout, type SigningMatter } from './signing-matter.ts'

export type SignatureNeeds = ProofNeeds &
  Readonly<{ people: PeopleStore; challenges: Challenges; pool: Pick<Pool, 'query'>; publicUrl: string | null }>

/** `settles`: rows that are written with what was signed. `evidence`: what an outsider can check. */
export type SignatureRead = Readonly<
  | { outcome: 'read'; signature: SignatureProof | null; evidence: readonly SignatureEvidence[]; settles: readonly Statement[] }
  | { outcome: 'answered' }
>

const wrong = refusal(
  'signature-refused',
  '签署验证未通过（密码、动态口令或通行密钥不正确），签署未成立，案卷未变动。',
  'Expected your own password, a fresh code or your passkey, but it is wrong. Nothing was signed.',
)
const otherSubmission = refusal(
  'signature-refused',
  '通行密钥的签署不是针对本次提交作出的，签署未成立，请重新签署。',
  'Expected a passkey signature over this very submission, but it was made for another. Nothing was signed; sign again.',
)
const needsCode = refusal(
  'signature-incomplete',
  '本次签署须同时输入密码和动态口令，或使用通行密钥；同一时段内随后的签署只需其中一项。',
  'Expected password and code, or the passkey, for the first signature of a sitting; those after it need one of them.',
)
export const lockedNow = refusal(
  'account-locked',
  '多次验证失败，账号已锁定，请 15 分钟后再试。',
  'The account is locked after too many failed attempts. Try again in 15 minutes.',
)

const nothing = { outcome: 'read', signature: null, evidence: [], settles: [] } as const
const answered = { outcome: 'answered' } as const

/**
 * What signs a submission, given in this very request. It is checked before anything is decided, and is neither kept nor
 * logged; a wrong one counts towards locking. Nothing offered is no signature: whether one is needed the engine says.
 */
export async function readSignature(
  request: FastifyRequest,
  reply: FastifyReply,
  { password, totp, passkey }: Proofs,
  matter: SigningMatter | null,
  needs: SignatureNeeds,
): Promise<SignatureRead> {
  const offered = { password: textOf(password), code: textOf(totp) }
  if (offered.password === undefined && offered.code === undefined && passkey === undefined) return nothing
  const caller = callerOf(request)
  const account = await needs.people.accountOf(caller.account)
  const asked = passkey === undefined ? null : await answerTo(request, passkey, account, matter, needs)
  if (passkey !== undefined && asked === null) {
    answerProblem(request, reply, otherSubmission)
    return answered
  }
  const proof = await prove(
    account,
    { ...offered, ...(asked === null ? {} : { passkey: asked.offered }) },
    { door: 'signing', address: addressOf(request) },
    needs,
  )
  if (proof.outcome !== 'proved') {
    answerProblem(request, reply, proof.outcome === 'locked' ? lockedNow : wrong)
    return answered
  }
  const signed = await placed(request, proof, matter, needs)
  if (signed === null) {
    answerProblem(request, reply, needsCode)
    return answered
  }
  const evidence =
    passkey === undefined || asked === null || proof.passkey === null
      ? []
      : [evidenceOf(caller.person, proof.passkey.spki, asked.statement, passkey.response)]
  return { outcome: 'read', ...signed, evidence }
}

/** Whether something of it is used up by being shown: then a retry cannot show it again. */
export function servesOnce({ totp, passkey }: Proofs): boolean {
  return totp !== undefined || passkey !== undefined
}

const textOf = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

type Asked = Readonly<{ offered: NonNullable<Offered['passkey']>; statement: string }>

/** The question this assertion answers: asked of this account, about exactly this submission, and answered once. */
async function answerTo(
  request: FastifyRequest,
  { ticket, response }: NonNullable<Proofs['passkey']>,
  account: Account | null,
  matter: SigningMatter | null,
  { challenges, publicUrl }: SignatureNeeds,
): Promise<Asked | null> {
  const party = relyingPartyOf(publicUrl, request.headers.host)
  const asked = await challenges.take(ticket, 'sign')
  const statement = asked?.about ?? ''
  const read = readStatement(statement)
  if (asked === null || party === null || read === null || matter === null) return null
  if (asked.account !== account?.id || read.person !== account.person || !isAbout(read, matter)) return null
  return { offered: { response: assertionOf(response), challenge: asked.challenge, party }, statement }
}

type Proved = Extract<Proof, { outcome: 'proved' }>

/** The signature with its place in a series, where the account has a second factor; null where a factor is still missing. */
async function placed(
  request: FastifyRequest,
  proof: Proved,
  matter: SigningMatter | null,
  { pool }: SignatureNeeds,
): Promise<Readonly<{ signature: SignatureProof; settles: readonly Statement[] }> | null> {
  const method = methodOf(proof)
  if (!proof.enrolled || matter === null) return { signature: { method }, settles: [] }
  const { token, account } = callerOf(request)
  const [session, meaning] = [hashOfToken(token), meaningClass(matter.meaning)]
  const running = await runningSeries(pool, session, meaning)
  if (running === null && !isFull(proof)) return null
  const { series, settles } = nextPlace(running, session, account, meaning)
  return { signature: { method, series }, settles: [settles] }
}

function methodOf({ password, factor, passkey }: Proved): string {
  if (passkey !== null) return 'passkey'
  if (factor === null) return 'password'
  return password ? 'password+totp' : 'totp'
}

/** A passkey is device and verified person at once; otherwise it takes what is known and what is held. */
function isFull({ password, factor, passkey }: Proved): boolean {
  return passkey !== null || (password && factor === 'totp')
}

function evidenceOf(person: string, spki: Uint8Array, statement: string, { response }: Assertion): SignatureEvidence {
  const same = (text: string): string => Buffer.from(text, 'base64url').toString('base64url')
  return {
    person,
    key: Buffer.from(spki).toString('base64url'),
    statement,
    authenticatorData: same(response.authenticatorData),
    clientData: same(response.clientDataJSON),
    signature: same(response.signature),
  }
}

/** The assertion as the library takes it: what extensions say is not looked at. */
export function assertionOf({ id, rawId, type, response }: Assertion): NonNullable<Offered['passkey']>['response'] {
  const { authenticatorData, clientDataJSON, signature } = response
  return { id, rawId, type, response: { authenticatorData, clientDataJSON, signature }, clientExtensionResults: {} }
}

/**
 * A second person at the same desk proves who they are with login and password, and with a code where one-time codes are
 * enrolled; what is wrong counts against their own account. Answers and gives null where they do not.
 */
export async function readSecondPerson(
  request: FastifyRequest,
  reply: FastifyReply,
  offered: Readonly<{ login: string; password: string; totp?: string | undefined }>,
  needs: Pick<SignatureNeeds, 'people'> & ProofNeeds,
): Promise<Readonly<{ account: Account; method: string }> | null> {
  const account = await needs.people.accountByLogin(offered.login.normalize('NFC'))
  const { password, totp } = offered
  const proof = await prove(account, { password, code: textOf(totp) }, { door: 'signing', address: addressOf(request) }, needs)
  if (proof.outcome === 'proved' && account !== null) {
    const coded = (await needs.factors.of(account.id)).some(
      ({ kind, confirmedAt, suspendedAt }) => kind === 'totp' && confirmedAt !== null && suspendedAt === null,
    )
    if (!coded || proof.factor === 'totp') return { account, method: methodOf(proof) }
    answerProblem(request, reply, secondNeedsCode)
    return null
  }
  answerProblem(request, reply, proof.outcome === 'locked' ? lockedNow : secondWrong)
  return null
}

const secondWrong = refusal(
  'signature-refused',
  '同意人的账号、密码或动态口令不正确。',
  'Expected the second person’s login with its password and code, but they do not match.',
)
const secondNeedsCode = refusal(
  'signature-incomplete',
  '同意人已启用动态口令，请一并输入。',
  'Expected the second person’s one-time code beside the password, but there is none.',
)
