import type { Grant, Standing } from './grants.ts'

type Row = Readonly<Record<string, unknown>>

const GRANT = `json_build_object('id', g.id, 'person', g.person, 'role', g.role, 'site', g.site, 'occupation', g.occupation, 'from', g.from_date, 'until', g.until_date)`

/** Two columns with a person's own grants and those of the persons stood in for, in any statement that knows the person. */
export const standingColumns = (person: string): string =>
  `(select coalesce(json_agg(${GRANT} order by g.from_date, g.id), '[]') from role_grant g where g.person = ${person}) as own_grants,
   (select coalesce(json_agg(json_build_object('name', other.name, 'from', d.from_date, 'until', d.until_date, 'grant', ${GRANT}) order by g.id), '[]')
      from deputy d join person other on other.id = d.person join role_grant g on g.person = d.person and (d.role is null or d.role = g.role)
     where d.deputy = ${person}) as deputed_grants`

type Deputed = Readonly<{ name: string; from: string; until: string; grant: Grant }>

/** What the person of a row may act as, from the columns of `standingColumns`. */
export function standingOfRow(row: Row, person: string, name: string): Standing {
  const byPerson = Map.groupBy(row.deputed_grants as readonly Deputed[], ({ grant }) => grant.person)
  return {
    person,
    name,
    grants: row.own_grants as readonly Grant[],
    standsFor: [...byPerson].map(([other, found]) => ({ person: other, name: found[0]?.name ?? '', grants: found.map(whileDeputy) })),
  }
}

/** A deputed grant holds while both the grant and the deputyship do. */
function whileDeputy({ from, until, grant }: Deputed): Grant {
  return { ...grant, from: grant.from > from ? grant.from : from, until: grant.until !== null && grant.until < until ? grant.until : until }
}
