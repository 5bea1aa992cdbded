import type { DateText, Words } from '#engine'
import { isAdministratorRole } from './administrators.ts'
import { type Grant, isInForce } from './grants.ts'

/** What reference data says of roles, as far as granting needs it. */
export type RoleBook = Readonly<{
  roles: ReadonlyMap<string, Words & Readonly<{ readOnly: boolean }>>
  incompatible: readonly (readonly [string, string])[]
}>

export type GrantRefusal = Readonly<{ code: 'role-unknown'; role: string } | { code: 'roles-incompatible'; role: string; with: string }>

/**
 * Whether a person may be given a role beside those they hold. Refused: a role the reference data does not know, one it
 * calls incompatible with a role held (wherever its scope), and any role beside an administrator's or the auditor's.
 */
export function checkGranting(role: string, held: readonly Grant[], book: RoleBook, today: DateText): GrantRefusal | null {
  if (!book.roles.has(role) && !isAdministratorRole(role)) return { code: 'role-unknown', role }
  if (role === 'system') return { code: 'role-unknown', role }
  const present = held.filter((grant) => isInForce(grant, today) || grant.from > today).map((grant) => grant.role)
  const against = present.find((other) => other !== role && !mayStandBeside(role, other, book))
  return against === undefined ? null : { code: 'roles-incompatible', role, with: against }
}

function mayStandBeside(one: string, other: string, book: RoleBook): boolean {
  if (isAdministratorRole(one) || isAdministratorRole(other)) return false
  if (isReadOnly(one, book) || isReadOnly(other, book)) return false
  return !book.incompatible.some(([a, b]) => (a === one && b === other) || (a === other && b === one))
}

function isReadOnly(role: string, book: RoleBook): boolean {
  return book.roles.get(role)?.readOnly === true
}
