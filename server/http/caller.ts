import type { FastifyReply, FastifyRequest } from 'fastify'
import { AUDITOR } from '../people/administrators.ts'
import { isDemandedOf } from '../people/factors/demand.ts'
import { type OwnRoles, type OwnSight, ownSight, rolesToday, type ScopedRole, visibleSites } from '../people/grants.ts'
import type { PeopleStore, SignedIn } from '../people/people-store.ts'
import { hashOfToken, isCsrfToken } from '../people/session-token.ts'
import { answerProblem } from './answer-problem.ts'
import { refusal } from './problems.ts'

/** Who is asking, and what they may act as today. `sites` is null for those who see every centre. */
export type Caller = SignedIn &
  Readonly<{
    roles: readonly ScopedRole[]
    sites: readonly string[] | null
    own: OwnSight
    readOnly: boolean
    token: string
    mustEnrol: boolean
  }>

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

export const SESSION_COOKIE = 'guiju_session'

export type CallerNeeds = Readonly<{
  people: PeopleStore
  today: () => Promise<string>
  /** The organisation's date at an instant. */
  dayOf: (at: string) => Promise<string>
  /** Roles that hold only for a person's own cases, as released by that day. */
  ownRoles: (today: string) => Promise<OwnRoles>
}>

/** Says who is asking, from the session cookie; null where there is none, or it has ended. */
export async function findCaller(request: FastifyRequest, { people, dayOf, ownRoles }: CallerNeeds): Promise<Caller | null> {
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined || token === '') return null
  const found = await people.signedInNow(hashOfToken(token))
  if (found === null) return null
  const { signedIn, standing, at } = found
  const today = await dayOf(at)
  const roles = rolesToday(standing, today, await ownRoles(today))
  return {
    ...signedIn,
    roles,
    sites: visibleSites(roles),
    own: ownSight(roles),
    readOnly: roles.some(({ role }) => role === AUDITOR),
    token,
    mustEnrol: !signedIn.hasFactor && isDemandedOf(signedIn.demand, roles),
  }
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Lets only signed-in people through, and changes only from a page of our own (the token is bound to the session). */
export function requireCaller(needs: CallerNeeds) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    request.caller = await findCaller(request, needs)
    if (request.caller === null) return answerProblem(request, reply, refusal('signed-out', '请先登录。', 'Sign in first.'))
    if (request.caller.mustEnrol && !isOwnDoor(request.routeOptions.url ?? '')) return answerProblem(request, reply, mustEnrol)
    if (SAFE_METHODS.has(request.method) || isCsrfToken(request.caller.csrf, request.headers['x-csrf-token'])) return undefined
    return answerProblem(
      request,
      reply,
      refusal(
        'csrf-token-wrong',
        '请求缺少本次会话的 x-csrf-token，请刷新页面。',
        'Expected the x-csrf-token of this session, but it is missing or another. Reload the page.',
      ),
    )
  }
}

/** What somebody may do who still has to enrol a second factor: that, and leave. */
function isOwnDoor(route: string): boolean {
  return /^\/api\/(session|sessions|factors)(\/|$)/.test(route)
}

const mustEnrol = refusal(
  'factor-must-enrol',
  '本单位要求启用第二因素（动态口令或通行密钥），请先在“账户安全”中启用。',
  'This organisation demands a second factor of you (one-time codes or a passkey). Enrol one on the page of your account first.',
)

/** The caller of a route behind `requireCaller`. @throws where the route was registered outside it: a fault of ours. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('Expected a route behind the session guard, but no caller was set')
  return request.caller
}

/** The auditor reads everywhere and changes nothing; a route that changes something asks this first. */
export function refuseReadOnly(request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
  if (!callerOf(request).readOnly) return null
  return answerProblem(
    request,
    reply,
    refusal('not-allowed', '审核员席位只读。', 'The auditor reads and takes packages away, and changes nothing.'),
  )
}
