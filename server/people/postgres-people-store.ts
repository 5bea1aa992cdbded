import type { Pool } from 'pg'
import type { Deputyship, Grant } from './grants.ts'
import type { Account, Centre, PeopleStore } from './people-store.ts'
import { sessionKeeping } from './session-keeping.ts'
import { standingColumns, standingOfRow } from './standing.ts'

type Row = Readonly<Record<string, unknown>>
const text = (row: Row, column: string): string => String(row[column])
const maybe = (row: Row, column: string): string | null => (row[column] === null ? null : String(row[column]))

const ACCOUNT = `select a.id, a.person, p.name, a.login, a.password_hash, a.locked_until, a.disabled, a.must_change_password from account a join person p on p.id = a.person`
const GRANT = `select id, person, role, site, occupation, from_date::text as from_date, until_date::text as until_date from role_grant`
const DEPUTY = `select d.id, d.person, p.name, d.deputy, q.name as deputy_name, d.role, d.from_date::text as from_date, d.until_date::text as until_date from deputy d join person p on p.id = d.person join person q on q.id = d.deputy`

/** Keeps people in PostgreSQL. Each call is one statement, so each is whole by itself. */
export function makePeopleStore(pool: Pick<Pool, 'query'>): PeopleStore {
  const rows = async (sql: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    (await pool.query({ name: statementName(sql), text: sql, values: [...values] })).rows as Row[]
  const one = async (sql: string, values: readonly unknown[]): Promise<Row | null> => (await rows(sql, values))[0] ?? null
  const grantsOf = async (person: string): Promise<readonly Grant[]> =>
    (await rows(`${GRANT} where person = $1 order by from_date, id`, [person])).map(grantOf)

  return {
    accountByLogin: async (login) => accountOf(await one(`${ACCOUNT} where a.login = $1`, [login])),
    accountOf: async (id) => accountOf(await one(`${ACCOUNT} where a.id = $1`, [id])),
    async clearFailures(account) {
      await rows(
        'update account set failed_attempts = 0, locked_until = null where id = $1 and (failed_attempts > 0 or locked_until is not null)',
        [account],
      )
    },
    async changePassword(account, password, mustChange) {
      await rows(
        'update account set password_hash = $2, must_change_password = $3, failed_attempts = 0, locked_until = null where id = $1',
        [account, password, mustChange],
      )
    },
    ...sessionKeeping(rows),
    async standingOf(person) {
      const row = await one(`select p.name, ${standingColumns('p.id')} from person p where p.id = $1`, [person])
      return row === null ? { person, name: '', grants: [], standsFor: [] } : standingOfRow(row, person, text(row, 'name'))
    },
    grantsOf,
    deputyshipsOf: async (person) =>
      gathered((await rows(`${DEPUTY} where d.person = $1 or d.deputy = $1 order by d.from_date, d.id`, [person])).map(deputyshipOf)),
    async grantById(id) {
      const row = await one(`${GRANT} where id = $1`, [id])
      return row === null ? null : grantOf(row)
    },
    async findPersons({ text: part, role, on, limit }) {
      const found = await rows(
        `select p.id, p.name, a.login, coalesce(array_agg(distinct g.role) filter (where g.role is not null), '{}') as roles
           from person p left join account a on a.person = p.id
           left join role_grant g on g.person = p.id and g.from_date <= $3::date and (g.until_date is null or g.until_date > $3::date)
          where (p.name ilike '%' || $1 || '%' escape '\\' or a.login ilike '%' || $1 || '%' escape '\\')
          group by p.id, p.name, a.login having $2::text is null or $2 = any(array_agg(g.role)) order by p.name, p.id limit $4`,
        [part.replaceAll(/[\\%_]/g, '\\$&'), role, on, limit],
      )
      return found.map((row) => ({
        person: text(row, 'id'),
        name: text(row, 'name'),
        login: maybe(row, 'login'),
        roles: (row.roles as string[]).toSorted(),
      }))
    },
    async namesOf(persons) {
      const found = await rows('select id, name from person where id::text = any($1)', [persons])
      return new Map(found.map((row) => [text(row, 'id'), text(row, 'name')]))
    },
    async named(words) {
      const found = await rows(
        `select p.id, p.name, a.login from person p left join account a on a.person = p.id
          where p.id::text = any($1) or a.login = any($1) or p.name = any($1) order by p.name, p.id`,
        [words],
      )
      return found.map((row) => ({ person: text(row, 'id'), name: text(row, 'name'), login: maybe(row, 'login') }))
    },
    centres: async () => (await rows('select code, name_zh, name_en, active from testing_centre order by code', [])).map(centreOf),
  }
}

// The texts are constants of this file, so there are few names. A connection parses a named text once, and one of them
// is asked at every request.
const names = new Map<string, string>()

function statementName(sql: string): string {
  const name = names.get(sql) ?? `people-${names.size + 1}`
  names.set(sql, name)
  return name
}

function accountOf(row: Row | null): Account | null {
  if (row === null) return null
  return {
    id: text(row, 'id'),
    person: text(row, 'person'),
    name: text(row, 'name'),
    login: text(row, 'login'),
    password: text(row, 'password_hash'),
    lockedUntil: row.locked_until === null ? null : new Date(text(row, 'locked_until')),
    disabled: row.disabled === true,
    mustChangePassword: row.must_change_password === true,
  }
}

function grantOf(row: Row): Grant {
  return {
    id: text(row, 'id'),
    person: text(row, 'person'),
    role: text(row, 'role'),
    site: maybe(row, 'site'),
    occupation: maybe(row, 'occupation'),
    from: text(row, 'from_date'),
    until: maybe(row, 'until_date'),
  }
}

function deputyshipOf(row: Row): Deputyship {
  return {
    id: text(row, 'id'),
    person: text(row, 'person'),
    name: text(row, 'name'),
    deputy: text(row, 'deputy'),
    deputyName: text(row, 'deputy_name'),
    roles: row.role === null ? [] : [text(row, 'role')],
    from: text(row, 'from_date'),
    until: text(row, 'until_date'),
  }
}

/** One row a role in the table; one deputyship to people. */
function gathered(found: readonly Deputyship[]): readonly Deputyship[] {
  const groups = Map.groupBy(found, ({ person, deputy, from, until }) => [person, deputy, from, until].join(' '))
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, roles: group.flatMap(({ roles }) => roles) })),
  )
}

function centreOf(row: Row): Centre {
  return { code: text(row, 'code'), zh: text(row, 'name_zh'), en: text(row, 'name_en'), active: row.active === true }
}
