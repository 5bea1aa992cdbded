import type { Pool } from 'pg'
import { type LogKeyNamedFacts, readFacts } from '#records'
import type { Ledger } from '../database/ledger.ts'
import { administratorSigner, writeOrganisationAct } from '../people/organisation-log.ts'
import type { ToldKeys } from './signer/protocol.ts'

/** A key the organisation has named for its log, as its own log tells it. */
export type NamedKey = Readonly<{ key: string; begun: string; until: string | null }>

/** Every key ever named, the oldest first: what an old one signed stays verifiable. */
export async function namedKeys(pool: Pick<Pool, 'query'>): Promise<readonly NamedKey[]> {
  const { rows } = await pool.query<{ facts: Buffer }>({
    name: 'named-log-keys',
    text: `select e.facts from organisation o join entry e on e.stream = o.id where e.kind = 'log-key-named' order by e.sequence`,
  })
  const keys = new Map<string, NamedKey>()
  for (const row of rows) {
    const read = readFacts(row.facts)
    if (read.outcome !== 'read' || read.facts.kind !== 'log-key-named') continue
    const { key, act, until, at } = read.facts
    keys.set(key, { key, begun: keys.get(key)?.begun ?? at, until: act === 'ends' ? until : (keys.get(key)?.until ?? null) })
  }
  return [...keys.values()]
}

type Said = Pick<LogKeyNamedFacts, 'kind' | 'key' | 'act' | 'until' | 'origin'>

/** Writes what the signer says of its keys and the organisation's log does not say yet. Answers how many acts that were. */
export async function nameKeys(told: ToldKeys, organisation: string, needs: Readonly<{ pool: Pool; ledger: Ledger }>): Promise<number> {
  const known = new Map((await namedKeys(needs.pool)).map((one) => [one.key, one]))
  const acts = told.keys.flatMap(({ key, ends }): readonly Said[] => {
    const common = { kind: 'log-key-named', origin: told.origin, key } as const
    const begins = known.has(key) ? [] : [{ ...common, act: 'begins', until: null } as const]
    return ends === null || known.get(key)?.until === ends ? begins : [...begins, { ...common, act: 'ends', until: ends } as const]
  })
  if (acts.length === 0) return 0
  const says = (at: string) => acts.map((act) => ({ ...act, by: administratorSigner('system', 'system', at) }))
  await writeOrganisationAct({ organisation, session: null, beside: [], says }, needs)
  return acts.length
}
