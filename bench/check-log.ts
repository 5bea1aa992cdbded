import type { Client } from 'pg'
import { type CaseFacts, type Facts, parseRecordNumber, readFacts } from '#records'
import type { Lost, Told } from './submissions.ts'

/** One check of the log against what clients were told: how much was looked at, and what is wrong, each in words. */
export type Check = Readonly<{ title: string; looked: number; wrong: readonly string[] }>

type Entry = Readonly<{ stream: string; sequence: number; facts: Facts }>
type Head = Readonly<{ id: string; number: string; version: number; records: number }>
type Kept = Readonly<{ actor: string; key: string; answer: Readonly<Record<string, unknown>> }>
type Log = Readonly<{
  entries: readonly Entry[]
  heads: readonly Head[]
  kept: readonly Kept[]
  payloads: ReadonlyMap<string, ReadonlySet<number>>
}>

/** Compares, by reading the tables, what the clients were told with what the log says. */
export async function checkLog(client: Client, told: readonly Told[]): Promise<readonly Check[]> {
  const log = await readLog(client)
  const acknowledged = told.filter(({ outcome }) => outcome === 'acknowledged')
  const persons = new Set(told.map(({ person }) => person))
  return [
    answersKept(acknowledged, log),
    nothingUntold(acknowledged, persons, log),
    openings(acknowledged, persons, log),
    steps(acknowledged, persons, log),
    sequences(log),
    recordSerials(log),
    caseNumbers(log),
  ]
}

/** How many submissions were stored although the client was not told so then: by why not. */
export async function storedUntold(client: Client, told: readonly Told[]): Promise<Readonly<Record<Lost['by'], number>>> {
  const { rows } = await client.query<{ key: string; at: Date }>('select key, recorded_at as at from idempotency')
  const storedAt = new Map(rows.map(({ key, at }) => [key, at.getTime()]))
  const before = told.flatMap(({ keys, lastLost }) => {
    const first = Math.min(...keys.map((key) => storedAt.get(key) ?? Number.POSITIVE_INFINITY))
    return lastLost !== null && first < lastLost.at ? [lastLost.by] : []
  })
  const count = (by: Lost['by']) => before.filter((one) => one === by).length
  return { kill: count('kill'), network: count('network'), 'database-away': count('database-away') }
}

async function readLog(client: Client): Promise<Log> {
  const entries = await client.query<{ stream: string; sequence: number; facts: Buffer }>(
    'select e.stream, e.sequence, e.facts from entry e join stream s on s.id = e.stream where s.kind = $1 order by e.stream, e.sequence',
    ['case'],
  )
  const heads = await client.query<Head>('select id, number, version, records from case_head order by id')
  const kept = await client.query<{ actor: string; key: string; answer: string }>('select actor, key, answer from idempotency')
  const payloads = await client.query<{ stream: string; serial: number }>('select distinct stream, serial from payload')
  const serials = Map.groupBy(payloads.rows, ({ stream }) => stream)
  return {
    entries: entries.rows.map(({ stream, sequence, facts }) => ({ stream, sequence, facts: factsOf(facts, `${stream}/${sequence}`) })),
    heads: heads.rows,
    kept: kept.rows.map(({ actor, key, answer }) => ({ actor, key, answer: JSON.parse(answer) as Kept['answer'] })),
    payloads: new Map([...serials].map(([stream, rows]) => [stream, new Set(rows.map(({ serial }) => serial))])),
  }
}

function factsOf(bytes: Buffer, place: string): Facts {
  const read = readFacts(bytes)
  if (read.outcome === 'unreadable')
    throw new Error(`Expected the facts of ${place} to be readable, but: ${read.problem.code} ${read.problem.path}`)
  return read.facts
}

/** What a client was told stands with its key, the same. */
function answersKept(acknowledged: readonly Told[], { kept, heads }: Log): Check {
  const byKey = new Map(kept.map((one) => [`${one.actor} ${one.key}`, one.answer]))
  const numbers = new Map(heads.map(({ id, number }) => [id, number]))
  const wrong = acknowledged.flatMap(({ person, keys, path, answer }) => {
    const stored = byKey.get(`${person} ${keys.at(-1)}`)
    if (stored === undefined) return [`lost: ${path} was acknowledged, and nothing is kept under its key`]
    const said = answer as Readonly<Record<string, unknown>>
    const differs = Object.entries(stored).filter(
      ([field, value]) => field !== 'opened' && JSON.stringify(said[field]) !== JSON.stringify(value),
    )
    const misnumbered = 'number' in said && said.number !== numbers.get(String(said.id))
    return differs.length > 0 || misnumbered ? [`told otherwise: ${path}: ${differs.map(([field]) => field).join(', ') || 'number'}`] : []
  })
  return { title: 'acknowledged answers are kept as they were told', looked: acknowledged.length, wrong }
}

/** Nothing was done under a key whose submission ended otherwise. */
function nothingUntold(acknowledged: readonly Told[], persons: ReadonlySet<string>, { kept }: Log): Check {
  const known = new Set(acknowledged.map(({ person, keys }) => `${person} ${keys.at(-1)}`))
  const own = kept.filter(({ actor }) => persons.has(actor))
  const wrong = own
    .filter(({ actor, key }) => !known.has(`${actor} ${key}`))
    .map(({ key, answer }) => `done, but nobody was told: key ${key}, ${JSON.stringify(answer)}`)
  return { title: 'nothing was done that nobody was told of', looked: own.length, wrong }
}

/** Each acknowledged opening is one case, and each person opened no other. */
function openings(acknowledged: readonly Told[], persons: ReadonlySet<string>, { entries }: Log): Check {
  const opened = entries.flatMap(({ stream, facts }) =>
    facts.kind === 'opened' && facts.startedBy === null && persons.has(facts.by.person) ? [`${facts.by.person} ${stream}`] : [],
  )
  const told = acknowledged.flatMap(({ person, act, answer }) =>
    act.kind === 'open' ? [`${person} ${(answer as { id: string }).id}`] : [],
  )
  return { title: 'each acknowledged opening is in the log exactly once', looked: told.length, wrong: differences(told, opened) }
}

/** Each acknowledged step is one entry, and nobody's name stands under another. */
function steps(acknowledged: readonly Told[], persons: ReadonlySet<string>, { entries }: Log): Check {
  const taken = entries.flatMap(({ stream, facts }) =>
    takersOf(facts).flatMap(({ person, step }) => (persons.has(person) ? [`${person} ${stream} ${step}`] : [])),
  )
  const told = acknowledged.flatMap(({ person, act }) => (act.kind === 'step' ? [`${person} ${act.case} ${act.step}`] : []))
  return { title: 'each acknowledged step is in the log exactly once', looked: told.length, wrong: differences(told, taken) }
}

function takersOf(facts: Facts): readonly Readonly<{ person: string; step: string }>[] {
  if (facts.kind === 'contribution') return [{ person: facts.signer.person, step: facts.step }]
  if (facts.kind !== 'step' || facts.usedContributions.length > 0) return []
  return facts.signers.map(({ person }) => ({ person, step: facts.step }))
}

function differences(told: readonly string[], found: readonly string[]): readonly string[] {
  const [expected, present] = [countOf(told), countOf(found)]
  return [...new Set([...told, ...found])].flatMap((one) => {
    const [asked, there] = [expected.get(one) ?? 0, present.get(one) ?? 0]
    return asked === there ? [] : [`${there < asked ? 'lost' : 'doubled'}: told ${asked} times, in the log ${there} times: ${one}`]
  })
}

const countOf = (items: readonly string[]) => new Map([...Map.groupBy(items, (one) => one)].map(([one, all]) => [one, all.length]))

function sequences({ entries, heads }: Log): Check {
  const wrong = heads.flatMap(({ id, number, version }) => {
    const own = entries.filter(({ stream }) => stream === id).map(({ sequence }) => sequence)
    return isOneTo(own, version) ? [] : [`${number}: entries ${own.join(' ')}, version ${version}`]
  })
  return { title: 'entries of a case are numbered without gap, and its version is the last', looked: entries.length, wrong }
}

/** Serials as the entries gave them, once each, and the data of every one is there. */
function recordSerials({ entries, heads, payloads }: Log): Check {
  const byCase = Map.groupBy(entries, ({ stream }) => stream)
  let looked = 0
  const wrong = heads.flatMap(({ id, number, records }) => {
    const given = (byCase.get(id) ?? [])
      .flatMap(({ facts }) => recordsOf(facts))
      .map(({ number: name, serial }) => (parseRecordNumber(name)?.serial === serial ? serial : 0))
    looked += given.length
    const kept = payloads.get(id) ?? new Set()
    return isOneTo(given, records) && given.every((serial) => kept.has(serial))
      ? []
      : [`${number}: records ${given.join(' ')}, counted ${records}, kept ${[...kept].join(' ')}`]
  })
  return { title: 'record serials of a case have no gap and no double', looked, wrong }
}

/** The records an entry numbered: those a step took over from a contribution have their number from there. */
function recordsOf(facts: Facts): Extract<CaseFacts, { kind: 'step' }>['records'] {
  if (facts.kind !== 'step' && facts.kind !== 'contribution') return []
  return facts.records.filter(({ sealed }) => sealed === null)
}

function caseNumbers({ heads }: Log): Check {
  const series = Map.groupBy(heads, ({ number }) => number.slice(0, number.lastIndexOf('-')))
  const wrong = [...series].flatMap(([name, cases]) => {
    const serials = cases.map(({ number }) => Number(number.slice(number.lastIndexOf('-') + 1)))
    return isOneTo(serials, cases.length) ? [] : [`${name}: ${serials.toSorted((one, other) => one - other).join(' ')}`]
  })
  return { title: 'case numbers have no gap and no double', looked: heads.length, wrong }
}

function isOneTo(numbers: readonly number[], last: number): boolean {
  return numbers.length === last && numbers.toSorted((one, other) => one - other).every((number, index) => number === index + 1)
}
