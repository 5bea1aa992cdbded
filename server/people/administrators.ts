import type { Words } from '#engine'

/**
 * The three administrators. They are separate so that nobody can give themselves a right and then hide it: one makes
 * accounts, one gives roles, one reads what both did. No account holds two of them, and none of them takes steps.
 */
export const administrators = {
  system_admin: { zh: '系统管理员（三员）', en: 'System administrator' },
  security_admin: { zh: '安全管理员（三员）', en: 'Security administrator' },
  audit_admin: { zh: '审计管理员（三员）', en: 'Audit administrator' },
} as const satisfies Record<string, Words>

export type AdministratorRole = keyof typeof administrators

export type Administrator = Readonly<{ person: string; name: string; role: string; session: string | null }>
/** Who acts: an administrator, or the program itself at its first start. */
export type Acting = Administrator | 'system'

export const sessionOf = (by: Acting): string | null => (by === 'system' ? null : by.session)
export const roleOf = (by: Acting): string => (by === 'system' ? 'system' : by.role)

export function isAdministratorRole(role: string): role is AdministratorRole {
  return Object.hasOwn(administrators, role)
}

/** The role that reads everything it may be shown, takes packages away, and changes nothing. */
export const AUDITOR = 'auditor'
