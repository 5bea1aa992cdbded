import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PeopleStore } from '../people/people-store.ts'
import { isSignedBy } from '../people/sign-in.ts'
import { answerProblem } from './answer-problem.ts'
import { callerOf } from './caller.ts'
import { refusal } from './problems.ts'

export type SignatureNeeds = Readonly<{ people: PeopleStore; realNow: () => Date }>
export type SignatureRead = Readonly<{ outcome: 'read'; signature: Readonly<{ method: string }> | null } | { outcome: 'answered' }>

const wrong = refusal(
  'signature-refused',
  '签署密码不正确，签署未成立，案卷未变动。',
  'Expected your own password again, but it is wrong. Nothing was signed.',
)
export const lockedNow = refusal(
  'account-locked',
  '密码多次错误，账号已锁定，请 15 分钟后再试。',
  'The account is locked after too many wrong passwords. Try again in 15 minutes.',
)

/**
 * What signs a submission: the password, given again in this very request. It is checked before anything is decided, and
 * is neither kept nor logged; a wrong one counts towards locking.
 */
export async function readSignature(
  request: FastifyRequest,
  reply: FastifyReply,
  password: string | undefined,
  { people, realNow }: SignatureNeeds,
): Promise<SignatureRead> {
  if (password === undefined || password === '') return { outcome: 'read', signature: null }
  const verdict = await isSignedBy(people, callerOf(request).account, password, realNow())
  if (verdict === 'right') return { outcome: 'read', signature: { method: 'password' } }
  answerProblem(request, reply, verdict === 'locked' ? lockedNow : wrong)
  return { outcome: 'answered' }
}
