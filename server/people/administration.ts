import type { DateText } from '#engine'
import type { Statement } from '../database/ledger.ts'
import { makeIdentifier } from '../identifier.ts'
import { type Acting, type Administrator, roleOf, sessionOf } from './administrators.ts'
import { addCentre, type CentreDone, type ChangedCentre, changeCentre, type NewCentre } from './centres.ts'
import { checkGranting, type GrantRefusal, type RoleBook } from './check-granting.ts'
import { isInForce } from './grants.ts'
import { administratorSigner, type OrganisationLogNeeds, writeOrganisationAct } from './organisation-log.ts'
import { hashPassword, isWeakPassword } from './password.ts'
import type { PeopleStore } from './people-store.ts'

export type NewAccount = Readonly<{ name: string; login: string; password: string; mustChangePassword: boolean }>
export type NewGrant = Readonly<{
  person: string
  role: string
  site: string | null
  occupation: string | null
  from: DateText
  until: DateText | null
  reason: string
}>
export type NewDeputyship = Readonly<{
  person: string
  deputy: string
  roles: readonly string[]
  from: DateText
  until: DateText
  reason: string
}>

export type AdministrationRefusal = Readonly<
  | GrantRefusal
  | { code: 'person-unknown' }
  | { code: 'grant-unknown' }
  | { code: 'site-unknown'; site: string }
  | { code: 'login-taken' }
  | { code: 'password-weak' }
  | { code: 'dates-crossed' }
  | { code: 'deputy-is-self' }
>
export type Done<T> = Readonly<{ outcome: 'done' } & T> | Readonly<{ outcome: 'refused'; refusal: AdministrationRefusal }>

export type AdministrationNeeds = OrganisationLogNeeds &
  Readonly<{ people: PeopleStore; organisation: string; roleBook: () => Promise<RoleBook>; today: () => Promise<DateText> }>

/**
 * What the system and the security administrator do. Granting, ending and deputising, and what holds of the centres, are
 * entries of the organisation's stream, written with the rows they stand for; an account by itself gives no right and is a row only.
 */
export type Administration = Readonly<{
  createAccount(account: NewAccount): Promise<Done<{ person: string }>>
  grant(grant: NewGrant, by: Acting): Promise<Done<{ grant: string }>>
  endGrant(grant: string, reason: string, by: Administrator): Promise<Done<object>>
  nameDeputy(deputyship: NewDeputyship, by: Acting): Promise<Done<object>>
  addCentre(centre: NewCentre, by: Acting): Promise<CentreDone>
  changeCentre(centre: ChangedCentre, by: Administrator): Promise<CentreDone>
}>

export function makeAdministration(needs: AdministrationNeeds): Administration {
  return {
    createAccount: (account) => createAccount(account, needs),
    grant: (grant, by) => grantRole(grant, by, needs),
    endGrant: (grant, reason, by) => endGrant(grant, reason, by, needs),
    nameDeputy: (deputyship, by) => nameDeputy(deputyship, by, needs),
    addCentre: (centre, by) => addCentre(centre, by, needs),
    changeCentre: (centre, by) => changeCentre(centre, by, needs),
  }
}

const refused = (refusal: AdministrationRefusal) => ({ outcome: 'refused', refusal }) as const

async function createAccount(account: NewAccount, { people, pool }: AdministrationNeeds): Promise<Done<{ person: string }>> {
  const login = account.login.normalize('NFC')
  if (isWeakPassword(account.password, login)) return refused({ code: 'password-weak' })
  if ((await people.accountByLogin(login)) !== null) return refused({ code: 'login-taken' })
  const person = makeIdentifier()
  const [inserts] = accountStatements({ ...account, login }, person, await hashPassword(account.password))
  try {
    await pool.query(inserts.text, [...inserts.values])
  } catch (error) {
    // Two administrators at once: the unique login decides.
    if (error instanceof Error && (error as { code?: unknown }).code === '23505') return refused({ code: 'login-taken' })
    throw error
  }
  return { outcome: 'done', person }
}

/** Person and account in one statement: neither is there without the other. */
export function accountStatements(account: NewAccount, person: string, passwordHash: string): readonly [Statement] {
  return [
    {
      text: `with p as (insert into person (id, name) values ($1, $2) returning id)
             insert into account (id, person, login, password_hash, must_change_password) select $3, p.id, $4, $5, $6 from p`,
      values: [
        person,
        account.name.normalize('NFC'),
        makeIdentifier(),
        account.login.normalize('NFC'),
        passwordHash,
        account.mustChangePassword,
      ],
    },
  ]
}

async function grantRole(asked: NewGrant, by: Acting, needs: AdministrationNeeds): Promise<Done<{ grant: string }>> {
  const { people, organisation } = needs
  const name = (await people.namesOf([asked.person])).get(asked.person)
  if (name === undefined) return refused({ code: 'person-unknown' })
  const wrong = checkGranting(asked.role, await people.grantsOf(asked.person), await needs.roleBook(), await needs.today())
  if (wrong !== null) return refused(wrong)
  if (asked.until !== null && asked.until <= asked.from) return refused({ code: 'dates-crossed' })
  if (asked.site !== null && !(await people.centres()).some(({ code, active }) => active && code === asked.site))
    return refused({ code: 'site-unknown', site: asked.site })
  const id = makeIdentifier()
  await writeOrganisationAct(
    {
      organisation,
      session: sessionOf(by),
      says: (at) => [{ kind: 'role-granted', ...grantFacts(id, asked, name), by: administratorSigner(by, roleOf(by), at) }],
      beside: [grantStatement(id, asked, by)],
    },
    needs,
  )
  return { outcome: 'done', grant: id }
}

/** What the entry of a grant says of it. */
export function grantFacts(grant: string, asked: NewGrant, name: string) {
  const scope = {
    ...(asked.site === null ? {} : { site: asked.site }),
    ...(asked.occupation === null ? {} : { occupation: asked.occupation }),
  }
  return { grant, person: asked.person, name, role: asked.role, scope, from: asked.from, until: asked.until, reason: asked.reason }
}

export function grantStatement(id: string, { person, role, site, occupation, from, until }: NewGrant, by: Acting): Statement {
  return {
    text: 'insert into role_grant (id, person, role, site, occupation, from_date, until_date, granted_by) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [id, person, role, site, occupation, from, until, by === 'system' ? null : by.person],
  }
}

async function endGrant(id: string, reason: string, by: Administrator, needs: AdministrationNeeds): Promise<Done<object>> {
  const { people, organisation } = needs
  const today = await needs.today()
  const grant = await people.grantById(id)
  if (grant === null || !(isInForce(grant, today) || grant.from > today)) return refused({ code: 'grant-unknown' })
  const name = (await people.namesOf([grant.person])).get(grant.person) ?? ''
  const on = grant.from > today ? grant.from : today
  await writeOrganisationAct(
    {
      organisation,
      session: by.session,
      says: (at) => [
        {
          kind: 'role-ended',
          grant: id,
          person: grant.person,
          name,
          role: grant.role,
          on,
          reason,
          by: administratorSigner(by, by.role, at),
        },
      ],
      beside: [{ text: 'update role_grant set until_date = $2 where id = $1', values: [id, on] }],
    },
    needs,
  )
  return { outcome: 'done' }
}

async function nameDeputy(asked: NewDeputyship, by: Acting, needs: AdministrationNeeds): Promise<Done<object>> {
  if (asked.person === asked.deputy) return refused({ code: 'deputy-is-self' })
  if (asked.until <= asked.from) return refused({ code: 'dates-crossed' })
  const names = await needs.people.namesOf([asked.person, asked.deputy])
  const [name, deputyName] = [names.get(asked.person), names.get(asked.deputy)]
  if (name === undefined || deputyName === undefined) return refused({ code: 'person-unknown' })
  const { person, deputy, roles, from, until, reason } = asked
  const rows = (roles.length === 0 ? [null] : roles).map((role) => ({
    text: 'insert into deputy (id, person, deputy, role, from_date, until_date, reason) values ($1, $2, $3, $4, $5, $6, $7)',
    values: [makeIdentifier(), person, deputy, role, from, until, reason],
  }))
  await writeOrganisationAct(
    {
      organisation: needs.organisation,
      session: sessionOf(by),
      says: (at) => [
        { kind: 'deputy-named', person, name, deputy, deputyName, roles, from, until, reason, by: administratorSigner(by, roleOf(by), at) },
      ],
      beside: rows,
    },
    needs,
  )
  return { outcome: 'done' }
}
