import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:http'
import { ask, expectStatus, type Session, signIn } from './http-client.ts'

const firstPassword = 'first-run-phrase-5518'
export const password = 'clerks-own-phrase-2067'

/** What the clerks may be; whatever may not be held together with what they have is left out. */
const roles = [
  'staff',
  'quality_officer',
  'quality_rep',
  'general_head',
  'exam_head',
  'supervision_head',
  'item_head',
  'complaint_officer',
  'director',
]

/**
 * The first run and what the administrators do after it, all through the API: organisation and three administrators,
 * an account for each clerk, their roles, and each clerk's own password. Answers the clerks, signed in.
 */
export async function firstRun(address: () => string, clerks: number, agentFor: () => Agent): Promise<readonly Session[]> {
  const agent = agentFor()
  const kinds = ['system_admin', 'security_admin', 'audit_admin'] as const
  const administrators = kinds.map((kind) => ({ kind, name: kind, login: kind, password: firstPassword }))
  const setup = { organisation: { zh: '试验中心', en: 'Trial Centre' }, administrators }
  expectStatus(await ask(agent, address(), { method: 'POST', path: '/api/setup', body: setup }), 201)
  const system = await signIn(agent, address, 'system_admin', firstPassword)
  const security = await signIn(agent, address, 'security_admin', firstPassword)
  const sessions: Session[] = []
  for (let nth = 1; nth <= clerks; nth++) {
    const account = { name: `经办人${nth}`, login: `clerk-${nth}`, password: firstPassword }
    const { person } = expectStatus(await system.post('/api/accounts', account, randomUUID()), 201) as { person: string }
    await grantRoles(security, person)
    const session = await signIn(agentFor(), address, account.login, firstPassword)
    expectStatus(await session.post('/api/session/password', { old: firstPassword, new: password }, randomUUID()), 204)
    sessions.push(session)
  }
  return sessions
}

async function grantRoles(security: Session, person: string): Promise<void> {
  for (const role of roles) {
    const given = await security.post(`/api/people/${person}/grants`, { role, from: '2020-01-01', reason: '供试验用' }, randomUUID())
    if (given.status !== 201 && given.status !== 409) expectStatus(given, 201)
  }
}
