import type { CaseState, DateText, HeldRole } from '#engine'

/** A role a person holds: everywhere, or for one testing centre or occupation; dates are organisation dates, `until` is the first day it no longer holds. */
export type Grant = Readonly<{
  id: string
  person: string
  role: string
  site: string | null
  occupation: string | null
  from: DateText
  until: DateText | null
}>

/** A deputy holds the roles of the person stood in for, from one date to before another; no `roles` named: all of them. */
export type Deputyship = Readonly<{
  id: string
  person: string
  name: string
  deputy: string
  deputyName: string
  roles: readonly string[]
  from: DateText
  until: DateText
}>

/** What one person may act as: their own grants, and those of the persons they stand in for. */
export type Standing = Readonly<{
  person: string
  name: string
  grants: readonly Grant[]
  standsFor: readonly Readonly<{ person: string; name: string; grants: readonly Grant[] }>[]
}>

/** A role with the place it holds in and the person it comes from. */
export type ScopedRole = Readonly<{
  role: string
  site: string | null
  occupation: string | null
  standsFor: Readonly<{ person: string; name: string }> | null
  /** Holds only for cases about this person or opened by them. */
  own?: string
  /** Documents all of whose cases are open to the role, wherever and whosever they are. */
  openDocuments?: readonly string[]
}>

export function isInForce(span: Readonly<{ from: DateText; until: DateText | null }>, today: DateText): boolean {
  return span.from <= today && (span.until === null || today < span.until)
}

/** Roles that hold for a person's own cases alone, and by role the documents all of whose cases are open to it. */
export type OwnRoles = Readonly<{ own: ReadonlySet<string>; open: ReadonlyMap<string, readonly string[]> }>
const noOwnRoles: OwnRoles = { own: new Set(), open: new Map() }

/** The roles a person may act in today, their own first. Grants out of their dates are left out. */
export function rolesToday(standing: Standing, today: DateText, { own: ownRoles, open }: OwnRoles = noOwnRoles): readonly ScopedRole[] {
  const scoped = ({ person, role, site, occupation }: Grant, standsFor: ScopedRole['standsFor']): ScopedRole => ({
    role,
    site,
    occupation,
    standsFor,
    ...(ownRoles.has(role) && { own: person }),
    ...(open.has(role) && { openDocuments: open.get(role) ?? [] }),
  })
  const own = standing.grants.filter((grant) => isInForce(grant, today)).map((grant) => scoped(grant, null))
  const deputed = standing.standsFor.flatMap(({ person, name, grants }) =>
    grants.filter((grant) => isInForce(grant, today)).map((grant) => scoped(grant, { person, name })),
  )
  return [...own, ...deputed]
}

/** Where a case belongs: the values of the two subject keys that rights are bound to, as the case's row has them too. */
export type SubjectScope = Readonly<{
  site: string | null
  occupation: string | null
  person?: string | null
  openedBy?: string
  document?: string
}>

/** The centre, occupation and person a case is about, null where its document declares no such key; and who opened it. */
export function scopeOfCase({ subject, openedBy, document }: Pick<CaseState, 'subject' | 'openedBy' | 'document'>): SubjectScope {
  const keyed = (key: 'site' | 'occupation' | 'person'): string | null => (Object.hasOwn(subject, key) ? String(subject[key]) : null)
  return { site: keyed('site'), occupation: keyed('occupation'), person: keyed('person'), openedBy, document }
}

/** A role without scope holds everywhere; one with a scope only where the subject has just that value. */
export function appliesTo(
  { site, occupation, own, openDocuments = [] }: Pick<ScopedRole, 'site' | 'occupation' | 'own' | 'openDocuments'>,
  scope: SubjectScope,
): boolean {
  if (openDocuments.includes(scope.document ?? '')) return true
  if (own !== undefined && own !== scope.person && own !== scope.openedBy) return false
  return (site === null || site === scope.site) && (occupation === null || occupation === scope.occupation)
}

/** The roles held for one case, scope applied: what `decide` is told of an actor. */
export function heldRolesFor(roles: readonly ScopedRole[], scope: SubjectScope): readonly HeldRole[] {
  return roles.filter((role) => appliesTo(role, scope)).map(({ role, standsFor }) => ({ role, standsFor }))
}

/**
 * Which centres' cases somebody may see: `null` for all (any grant that is not bound to a centre), else those their
 * grants name. A person without a grant in force sees none.
 */
export function visibleSites(roles: readonly ScopedRole[]): readonly string[] | null {
  const others = roles.filter(({ own }) => own === undefined)
  if (others.some(({ site }) => site === null)) return null
  return [...new Set(others.flatMap(({ site }) => (site === null ? [] : [site])))]
}

/** What somebody sees beside the cases of their centres: their own, where a role of theirs is of that kind, and open documents. */
export function ownSight(roles: readonly ScopedRole[]): OwnSight {
  const own = roles.find((role) => role.own !== undefined && role.standsFor === null)?.own ?? null
  return { person: own, documents: [...new Set(roles.flatMap(({ openDocuments = [] }) => openDocuments))] }
}

export type OwnSight = Readonly<{ person: string | null; documents: readonly string[] }>
