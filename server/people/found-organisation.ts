import type { DateText, Instant, Words } from '#engine'
import { constraintOf } from '../database/database-fault.ts'
import type { Statement } from '../database/ledger.ts'
import { makeIdentifier } from '../identifier.ts'
import { accountStatements, grantFacts, grantStatement, type NewGrant } from './administration.ts'
import { type AdministratorRole, administrators } from './administrators.ts'
import { type Demand, demandStatement } from './factors/demand.ts'
import { administratorSigner, NotTheFirst, type OrganisationLogNeeds, writeOrganisationAct } from './organisation-log.ts'
import { hashPassword, isWeakPassword } from './password.ts'

export type FirstAdministrator = Readonly<{ kind: AdministratorRole; name: string; login: string; password: string }>
export type Founding = Readonly<{
  name: Words
  kind: 'demonstration' | 'real'
  zone: string
  administrators: readonly FirstAdministrator[]
  /** Of whom a second factor is demanded from the first day on; of nobody unless said, and never in a demonstration. */
  demand?: Demand
  /** Where the clock of a demonstration begins; it is set before the first entry, for it never runs backwards. */
  clock?: Instant
}>
export type FoundingRefusal = Readonly<
  { code: 'already-founded' } | { code: 'administrators-not-three' } | { code: 'login-taken' } | { code: 'password-weak'; login: string }
>
export type Founded = Readonly<
  | { outcome: 'founded'; organisation: string; administrators: ReadonlyMap<AdministratorRole, string> }
  | { outcome: 'refused'; refusal: FoundingRefusal }
>

/**
 * Makes the organisation and its three administrators, once. They are three persons from the first minute on: whoever
 * makes accounts cannot give rights, whoever gives rights cannot hide it from the one who reads the log.
 */
export async function foundOrganisation(founding: Founding, needs: OrganisationLogNeeds, today: DateText): Promise<Founded> {
  const wrong = checkFounding(founding)
  if (wrong !== null) return { outcome: 'refused', refusal: wrong }
  const { rowCount } = await needs.pool.query('select from stream limit 1')
  if (rowCount !== 0) return { outcome: 'refused', refusal: { code: 'already-founded' } }
  const id = await placeOrganisation(founding, needs)
  const people = await Promise.all(
    founding.administrators.map(async (one) => ({ ...one, person: makeIdentifier(), passwordHash: await hashPassword(one.password) })),
  )
  const grants = people.map((one) => ({ id: makeIdentifier(), name: one.name, grant: firstGrant(one.person, one.kind, today) }))
  const beside: readonly Statement[] = [
    ...people.flatMap((one) => accountStatements({ ...one, mustChangePassword: false }, one.person, one.passwordHash)),
    ...grants.map(({ id: grant, grant: asked }) => grantStatement(grant, asked, 'system')),
    ...(demandOf(founding) === 'nobody' ? [] : [demandStatement(demandOf(founding))]),
  ]
  try {
    await writeOrganisationAct(
      { organisation: id, session: null, first: true, beside, says: (at) => firstEntries(founding, grants, at) },
      needs,
    )
  } catch (error) {
    // Two first runs at once: the place of the first entry and the logins are unique, so the database decides which was first.
    if (error instanceof NotTheFirst || (error instanceof Error && constraintOf(error.cause) !== undefined))
      return { outcome: 'refused', refusal: { code: 'already-founded' } }
    throw error
  }
  return { outcome: 'founded', organisation: id, administrators: new Map(people.map(({ kind, person }) => [kind, person])) }
}

/**
 * The row comes before the first entry: whether the clock may be simulated, and in which zone years are counted, is read
 * from it. Where a first run was cut off here, the next one goes on with the row it left.
 */
async function placeOrganisation({ name, kind, zone, clock }: Founding, { pool }: OrganisationLogNeeds): Promise<string> {
  await pool.query('insert into organisation (id, name_zh, name_en, kind, zone) values ($1, $2, $3, $4, $5) on conflict do nothing', [
    makeIdentifier(),
    name.zh,
    name.en,
    kind,
    zone,
  ])
  const { rows } = await pool.query<{ id: string }>('update organisation set name_zh = $1, name_en = $2 returning id', [name.zh, name.en])
  if (clock !== undefined) await pool.query('select set_simulated_clock($1)', [clock])
  const id = rows[0]?.id
  if (id === undefined) throw new Error('Expected the organisation just placed, but it is not there')
  return id
}

function checkFounding({ administrators: three }: Founding): FoundingRefusal | null {
  const kinds = new Set(three.map(({ kind }) => kind))
  if (three.length !== 3 || kinds.size !== Object.keys(administrators).length) return { code: 'administrators-not-three' }
  if (new Set(three.map(({ login }) => login.normalize('NFC'))).size !== 3) return { code: 'login-taken' }
  const weak = three.find(({ password, login }) => isWeakPassword(password, login))
  return weak === undefined ? null : { code: 'password-weak', login: weak.login }
}

function firstGrant(person: string, role: AdministratorRole, from: DateText): NewGrant {
  return { person, role, site: null, occupation: null, from, until: null, reason: '首次设置 / first set-up' }
}

function demandOf({ kind, demand = 'nobody' }: Founding): Demand {
  return kind === 'demonstration' ? 'nobody' : demand
}

function firstEntries(founding: Founding, grants: readonly Readonly<{ id: string; name: string; grant: NewGrant }>[], at: string) {
  const by = administratorSigner('system', 'system', at)
  const clock = founding.kind === 'demonstration' ? ('simulated' as const) : ('real' as const)
  return [
    { kind: 'organisation-created' as const, by, name: founding.name, zone: founding.zone, clock },
    ...grants.map(({ id, name, grant }) => ({ kind: 'role-granted' as const, ...grantFacts(id, grant, name), by })),
    ...(demandOf(founding) === 'nobody'
      ? []
      : [{ kind: 'factor-demand' as const, by, of: demandOf(founding), reason: '首次设置 / first set-up' }]),
  ]
}
