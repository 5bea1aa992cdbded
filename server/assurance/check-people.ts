import type { Pool } from 'pg'
import type { OrganisationFacts } from '#records'
import { type AssuranceFinding, finding } from './finding.ts'

type Row = Readonly<Record<string, string | boolean | null>>

/** Who may do what, and which centres there are: the rows against what the organisation's log says was granted and entered. */
export async function checkPeople(pool: Pick<Pool, 'query'>, facts: readonly OrganisationFacts[]): Promise<readonly AssuranceFinding[]> {
  const rows = async (text: string) => (await pool.query<Row & { id: string }>(text)).rows
  const grants = await rows(
    'select id, person, role, site, occupation, from_date::text as from, until_date::text as until from role_grant order by id',
  )
  const centres = await rows('select code as id, name_zh as zh, name_en as en, active from testing_centre order by code')
  const deputies = await rows(
    `select person || ' ' || deputy || ' ' || from_date || ' ' || until_date as id, coalesce(string_agg(role, ' ' order by role), '') as roles
      from deputy group by person, deputy, from_date, until_date, reason order by 1`,
  )
  return [
    ...differing(grants, grantsSaid(facts), (id) => ({
      zh: `任职 ${id.slice(0, 8)}… 与机构日志中的授予和终止不符：有人绕过程序改了权限。`,
      en: `Grant ${id.slice(0, 8)}… is not what the organisation's log granted and ended: rights were changed behind the program.`,
    })),
    ...differing(centres, centresSaid(facts), (id) => ({
      zh: `鉴定所 ${id} 的登记与机构日志不符。`,
      en: `Centre ${id} is not as the organisation's log says.`,
    })),
    ...differing(deputies, deputiesSaid(facts), () => ({
      zh: '有一项代理与机构日志不符。',
      en: "A deputy is not as the organisation's log says.",
    })),
  ]
}

function differing(
  rows: readonly (Row & Readonly<{ id: string }>)[],
  said: ReadonlyMap<string, Row>,
  words: (id: string) => AssuranceFinding['words'],
): readonly AssuranceFinding[] {
  const stored = new Map(rows.map(({ id, ...row }) => [id, row]))
  return [...new Set([...stored.keys(), ...said.keys()])]
    .filter((id) => sorted(stored.get(id)) !== sorted(said.get(id)))
    .map((id) => finding('people', words(id)))
}

const sorted = (row: Row | undefined) => (row === undefined ? '' : JSON.stringify(Object.entries(row).toSorted()))

function grantsSaid(facts: readonly OrganisationFacts[]): ReadonlyMap<string, Row> {
  const said = new Map<string, Row>()
  for (const one of facts) {
    if (one.kind === 'role-granted') {
      const { site = null, occupation = null } = one.scope
      said.set(one.grant, { person: one.person, role: one.role, site, occupation, from: one.from, until: one.until })
    } else if (one.kind === 'role-ended') {
      const known = said.get(one.grant)
      if (known !== undefined) said.set(one.grant, { ...known, until: one.on })
    }
  }
  return said
}

function centresSaid(facts: readonly OrganisationFacts[]): ReadonlyMap<string, Row> {
  const said = new Map<string, Row>()
  for (const one of facts)
    if (one.kind === 'centre-entered') said.set(one.code, { zh: one.name.zh, en: one.name.en, active: true })
    else if (one.kind === 'centre-changed') said.set(one.code, { zh: one.name.zh, en: one.name.en, active: one.active })
  return said
}

function deputiesSaid(facts: readonly OrganisationFacts[]): ReadonlyMap<string, Row> {
  return new Map(
    facts.flatMap((one) =>
      one.kind === 'deputy-named'
        ? [[`${one.person} ${one.deputy} ${one.from} ${one.until}`, { roles: one.roles.toSorted().join(' ') }] as const]
        : [],
    ),
  )
}
