import type { Words } from '#engine'
import { administrators, isAdministratorRole } from '../people/administrators.ts'
import type { Organisation } from '../people/organisation.ts'
import type { PeopleStore } from '../people/people-store.ts'
import type { SecurityEvents } from '../people/security-events.ts'
import type { Session } from './api/session.ts'
import type { Caller } from './caller.ts'

export type SessionViewNeeds = Readonly<{
  people: PeopleStore
  events: Pick<SecurityEvents, 'unnoticed'>
  organisation: () => Promise<Organisation | null>
  today: () => Promise<string>
  roleTitle: (role: string) => Promise<Words>
  /** What the client may offer this caller beside tasks: `exports`, `campaigns`, `administration`, `open`. */
  mayOf: (caller: Caller) => Promise<readonly string[]>
}>

/** The session as its owner sees it: who they are, what they may act as, and the token that changes are sent with. */
export async function sessionView(caller: Caller, needs: SessionViewNeeds): Promise<Session> {
  const organisation = await needs.organisation()
  if (organisation === null) throw new Error('Expected an organisation behind a session, but there is none')
  const centres = new Map((await needs.people.centres()).map((centre) => [centre.code, centre.zh]))
  const roles = caller.roles.map(async ({ role, site, standsFor }) => ({
    role,
    title: isAdministratorRole(role) ? administrators[role] : await needs.roleTitle(role),
    site,
    siteName: site === null ? null : (centres.get(site) ?? site),
    standsFor: standsFor?.name ?? null,
  }))
  return {
    person: caller.person,
    name: caller.name,
    login: caller.login,
    roles: await Promise.all(roles),
    csrf: caller.csrf,
    organisation: { name: organisation.name, kind: organisation.kind, zone: organisation.zone },
    today: await needs.today(),
    mustChangePassword: caller.mustChangePassword,
    mustEnrol: caller.mustEnrol,
    hasFactor: caller.hasFactor,
    failed: caller.failedSince === null ? null : { attempts: caller.failedBefore, since: caller.failedSince },
    alarms: caller.roles.some(({ role }) => role === 'security_admin') ? await needs.events.unnoticed() : null,
    may: [...(await needs.mayOf(caller))],
  }
}
