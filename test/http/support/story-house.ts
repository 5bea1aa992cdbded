import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { hash } from '@node-rs/argon2'
import type { Pool } from 'pg'
import { assemble } from '../../../server/assemble.ts'
import type { Assembly } from '../../../server/assembly.ts'
import { readReleaseFiles } from '../../../server/documents/read-release-files.ts'
import { makeLog } from '../../../server/http/log.ts'
import { makeIdentifier } from '../../../server/identifier.ts'
import { accountStatements } from '../../../server/people/administration.ts'
import { people } from '../../procedures/support/story.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Guest, guestOf, type OpenedSession, openSession, password } from './house.ts'
import { shared } from './shared.ts'

const root = resolve(import.meta.dirname, '../../..')
/** Who reads everything and changes nothing. */
export const auditor = '审核员'
const someCentre = '06019999'
/** Roles people hold at a centre; a story scopes them to its own. */
const atACentre: readonly string[] = ['site_head', 'site_officer', 'subject_party']

/** A demonstration organisation with the documents of the product in force, everybody signed in, and no case yet. */
export type PreparedHouse = Readonly<{ database: TestDatabase; sessions: ReadonlyMap<string, OpenedSession>; close(): Promise<void> }>
export type StoryHouse = Readonly<{ assembly: Assembly; guest: (name: string) => Guest; close(): Promise<void> }>

/** Made once. Each story is played in a copy: the clock of a house never runs backwards, and the numbers of a story begin at one. */
export async function prepareHouse(): Promise<PreparedHouse> {
  const database = await openTestDatabase()
  const { assembly, close } = await assembleOver(database.pool)
  await foundDemonstration(assembly)
  await addPeople(assembly)
  const sessions = new Map<string, OpenedSession>()
  for (const name of [...Object.keys(people), auditor])
    sessions.set(name, await openSession(name, (request) => assembly.app.inject(request)))
  await close()
  await database.pool.end()
  return { database, sessions, close: () => database.close() }
}

/** A copy of the prepared house, with the centres of a story and their heads; where pages are looked at, with the web client built. */
export async function openStoryHouse(
  { database: prepared, sessions }: PreparedHouse,
  centres: readonly string[],
  webClient?: string,
): Promise<StoryHouse> {
  const database = await openTestDatabase(prepared.name)
  const { assembly, close } = await assembleOver(database.pool, webClient, database)
  const sessionOf = (name: string): OpenedSession => {
    const session = sessions.get(name)
    if (session === undefined) throw new Error(`Expected ${name} among the people, but nobody has that name`)
    return session
  }
  // People of a centre hold their roles somewhere also where the story is about none.
  await addCentres(assembly, centres.length === 0 ? [someCentre] : centres, (name) => sessionOf(name).person)
  return {
    assembly,
    guest: (name) => guestOf(sessionOf(name), (request) => assembly.app.inject(request)),
    close: async () => {
      await close()
      await database.close()
    },
  }
}

/** The house with the documents of the product over a database, and its folder for files. */
export async function assembleOver(
  pool: Pool,
  webClient?: string,
  beside: Partial<Pick<TestDatabase, 'sequencer' | 'disposal'>> = {},
): Promise<Readonly<{ assembly: Assembly; close(): Promise<void> }>> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'guiju-story-'))
  const assembly = await assemble({
    pool,
    ...(beside.sequencer === undefined ? {} : { sequencer: beside.sequencer }),
    ...(beside.disposal === undefined ? {} : { disposal: beside.disposal }),
    log: makeLog('error'),
    files: () => readReleaseFiles(root),
    dataFolder,
    secure: false,
    trustProxy: false,
    requestsPerMinute: 1_000_000,
    signInsPerMinute: 1_000_000,
    webClient: webClient ?? join(dataFolder, 'no-client'),
    pauseMs: 1000,
    shared,
  })
  const close = async (): Promise<void> => {
    await assembly.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
  return { assembly, close }
}

async function foundDemonstration({ found, release }: Assembly): Promise<void> {
  const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
    kind,
    name: kind,
    login: kind,
    password,
  }))
  const name = { zh: '市职业技能鉴定中心', en: 'Municipal Testing Authority' }
  const founded = await found({ name, kind: 'demonstration', zone: 'Asia/Shanghai', clock: '2024-01-01T00:00:00.000Z', administrators })
  if (founded.outcome === 'refused') throw new Error(`Expected an empty database, but: ${founded.refusal.code}`)
  const released = await release('首次发布')
  if (released.outcome === 'refused') throw new Error(`Expected the documents to be released, but: ${JSON.stringify(released.refusal)}`)
}

/** Everybody of people.yaml, signing in with their name. One quick hash for all: how slow a real one is has tests of its own. */
async function addPeople(assembly: Assembly): Promise<void> {
  const hashed = await hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 })
  for (const [name, roles] of Object.entries({ ...people, [auditor]: ['auditor'] })) {
    const person = makeIdentifier()
    const [statement] = accountStatements({ login: name, name, password, mustChangePassword: false }, person, hashed)
    await assembly.pool.query(statement.text, [...statement.values])
    for (const role of roles.filter((one) => !atACentre.includes(one))) await grant(assembly, person, role, null)
  }
}

async function addCentres(assembly: Assembly, centres: readonly string[], personOf: (name: string) => string): Promise<void> {
  const office = await assembly.administration()
  for (const code of centres) {
    const added = await office.addCentre({ code, name: { zh: `鉴定所${code}`, en: `Centre ${code}` }, reason: null }, 'system')
    if (added.outcome === 'refused') throw new Error(`Expected the centre ${code} to be entered, but: ${added.refusal.code}`)
  }
  for (const [name, roles] of Object.entries(people))
    for (const role of roles.filter((one) => atACentre.includes(one)))
      for (const site of centres) await grant(assembly, personOf(name), role, site)
}

async function grant({ administration }: Assembly, person: string, role: string, site: string | null): Promise<void> {
  const office = await administration()
  const granted = await office.grant({ person, role, site, occupation: null, from: '2020-01-01', until: null, reason: '故事' }, 'system')
  if (granted.outcome === 'refused') throw new Error(`Expected ${role} to be granted, but: ${granted.refusal.code}`)
}
