import type { FastifyRequest } from 'fastify'
import type { Administrator, AdministratorRole } from '../people/administrators.ts'
import { callerOf } from './caller.ts'

/** The caller as this administrator. An administrator acts in person: a deputyship does not pass these roles on. */
export function administratorOf(request: FastifyRequest, role: AdministratorRole): Administrator | null {
  const { person, name, session, roles } = callerOf(request)
  return roles.some((held) => held.role === role && held.standsFor === null) ? { person, name, role, session } : null
}

export function anyAdministrator(request: FastifyRequest): Administrator | null {
  return administratorOf(request, 'system_admin') ?? administratorOf(request, 'security_admin') ?? administratorOf(request, 'audit_admin')
}
