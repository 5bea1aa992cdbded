import { describe, expect, it } from 'vitest'
import { checkGranting, type RoleBook } from '../../server/people/check-granting.ts'
import { appliesTo, type Grant, heldRolesFor, rolesToday, type Standing, visibleSites } from '../../server/people/grants.ts'
import { hashPassword, isPassword, isWeakPassword } from '../../server/people/password.ts'

const today = '2026-03-02'
const grant = (role: string, more: Partial<Grant> = {}): Grant => ({
  id: role,
  person: 'p',
  role,
  site: null,
  occupation: null,
  from: '2026-01-01',
  until: null,
  ...more,
})
const words = (readOnly = false) => ({ zh: '', en: '', readOnly })
const book: RoleBook = {
  roles: new Map([
    ['clerk', words()],
    ['checker', words()],
    ['auditor', words(true)],
  ]),
  incompatible: [['clerk', 'checker']],
}

describe('giving a role', () => {
  it('is refused beside one it is incompatible with, in either order', () => {
    expect(checkGranting('checker', [grant('clerk')], book, today)).toEqual({ code: 'roles-incompatible', role: 'checker', with: 'clerk' })
    expect(checkGranting('clerk', [grant('checker')], book, today)).toEqual({ code: 'roles-incompatible', role: 'clerk', with: 'checker' })
  })

  it('is not held up by a role that has ended, but by one that is to begin', () => {
    expect(checkGranting('checker', [grant('clerk', { until: today })], book, today)).toBeNull()
    expect(checkGranting('checker', [grant('clerk', { from: '2026-12-01' })], book, today)).not.toBeNull()
  })

  it('leaves each administrator alone with their role, and the auditor with none beside it', () => {
    expect(checkGranting('security_admin', [grant('system_admin')], book, today)).not.toBeNull()
    expect(checkGranting('clerk', [grant('audit_admin')], book, today)).not.toBeNull()
    expect(checkGranting('clerk', [grant('auditor')], book, today)).not.toBeNull()
    expect(checkGranting('auditor', [grant('clerk')], book, today)).not.toBeNull()
  })

  it('knows the roles of the reference data and no other name, nor the engine’s own', () => {
    for (const role of ['constructor', '__proto__', 'system', 'boss'])
      expect(checkGranting(role, [], book, today)).toEqual({ code: 'role-unknown', role })
  })
})

describe('a role with a scope', () => {
  it('holds for its own centre alone; without a scope it holds everywhere', () => {
    const scoped = { site: 'S-01', occupation: null }
    expect(appliesTo(scoped, { site: 'S-01', occupation: '05' })).toBe(true)
    expect(appliesTo(scoped, { site: 'S-02', occupation: '05' })).toBe(false)
    expect(appliesTo(scoped, { site: null, occupation: null })).toBe(false)
    expect(appliesTo({ site: null, occupation: null }, { site: null, occupation: null })).toBe(true)
  })

  it('holds from its first day to before its last', () => {
    const standing = (more: Partial<Grant>): Standing => ({ person: 'p', name: '', grants: [grant('clerk', more)], standsFor: [] })
    expect(rolesToday(standing({ from: today }), today)).toHaveLength(1)
    expect(rolesToday(standing({ until: today }), today)).toHaveLength(0)
    expect(rolesToday(standing({ from: '2026-03-03' }), today)).toHaveLength(0)
  })

  it('of a person stood in for is held with that person’s name beside it', () => {
    const standing: Standing = {
      person: 'p',
      name: '',
      grants: [],
      standsFor: [{ person: 'q', name: '乙', grants: [grant('checker', { site: 'S-01' })] }],
    }
    const roles = rolesToday(standing, today)
    expect(heldRolesFor(roles, { site: 'S-01', occupation: null })).toEqual([{ role: 'checker', standsFor: { person: 'q', name: '乙' } }])
    expect(heldRolesFor(roles, { site: 'S-02', occupation: null })).toEqual([])
    expect(visibleSites(roles)).toEqual(['S-01'])
  })

  it('nobody without a role sees any centre', () => {
    expect(visibleSites([])).toEqual([])
  })
})

describe('a password', () => {
  it('is kept so that only it opens, in whatever form its letters were typed', async () => {
    const kept = await hashPassword('Caf\u00e9 am See')
    expect(await isPassword(kept, 'Cafe\u0301 am See')).toBe(true)
    expect(await isPassword(kept, 'Cafe am See')).toBe(false)
    expect(await isPassword(null, 'xx')).toBe(false)
  })

  it('is too weak where it is short, one letter over and over, or holds the login', () => {
    expect(isWeakPassword('short', 'wang')).toBe(true)
    expect(isWeakPassword('aaaaaaaaaaaaaaaa', 'wang')).toBe(true)
    expect(isWeakPassword('my WANG password', 'wang')).toBe(true)
    expect(isWeakPassword('规矩方圆之至也圣人人伦', 'wang')).toBe(false)
  })
})
