import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { hash } from '@node-rs/argon2'
import type { Pool } from 'pg'
import { type Assembly, assemble } from '../../../server/assemble.ts'
import { readReleaseFiles } from '../../../server/documents/read-release-files.ts'
import { makeLog } from '../../../server/http/log.ts'
import { makeIdentifier } from '../../../server/identifier.ts'
import { accountStatements } from '../../../server/people/administration.ts'
import { people } from '../../procedures/support/story.ts'
import { openTestDatabase } from '../../support/database.ts'
import { type Guest, guestOf, type House, openSession, password } from './house.ts'

const root = resolve(import.meta.dirname, '../../..')
/** Who reads everything and changes nothing. */
export const auditor = '审核员'
/** Roles people hold at a centre; a story scopes them to its own. */
const atACentre: readonly string[] = ['site_head', 'subject_party']

/**
 * One house for all stories: a demonstration organisation with the documents of the product in force and everybody signed
 * in. Each story is played on a copy of its database without a case, for the clock of a house never runs backwards and the
 * numbers of a story begin at one.
 */
export type StoryHouse = Readonly<{
  assembly: Assembly
  guest: (name: string) => Guest
  /** Goes over to a fresh copy, with these centres and their heads. */
  begin(centres: readonly string[]): Promise<void>
  close(): Promise<void>
}>

export async function openStoryHouse(): Promise<StoryHouse> {
  const prepared = await openTestDatabase()
  const dataFolder = await mkdtemp(join(tmpdir(), 'guiju-story-'))
  let present = prepared
  const assembly = await assembleOver(
    poolOf(() => present.pool),
    dataFolder,
  )
  const inject: House['inject'] = (request) => assembly.app.inject(request)
  await foundDemonstration(assembly)
  await addPeople(assembly)
  const guests = new Map<string, Guest>()
  for (const name of [...Object.keys(people), auditor]) guests.set(name, guestOf(await openSession(name, inject), inject))
  await prepared.pool.end()
  const guest = (name: string): Guest => {
    const found = guests.get(name)
    if (found === undefined) throw new Error(`Expected ${name} among the people, but nobody has that name`)
    return found
  }
  const leave = async (): Promise<void> => {
    if (present !== prepared) await present.close()
  }
  return {
    assembly,
    guest,
    async begin(centres) {
      await leave()
      present = await openTestDatabase(prepared.name)
      await addCentres(assembly, centres, guest)
    },
    async close() {
      await assembly.close()
      await leave()
      await prepared.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** A pool that hands everything to the present one. */
function poolOf(present: () => Pool): Pool {
  const handOver = (key: string | symbol): unknown => {
    const value: unknown = Reflect.get(present(), key)
    return typeof value === 'function' ? value.bind(present()) : value
  }
  return new Proxy(present(), { get: (_, key) => handOver(key) })
}

function assembleOver(pool: Pool, dataFolder: string): Promise<Assembly> {
  return assemble({
    pool,
    log: makeLog('error'),
    files: () => readReleaseFiles(root),
    dataFolder,
    secure: false,
    trustProxy: false,
    requestsPerMinute: 1_000_000,
    signInsPerMinute: 1_000_000,
    webClient: join(dataFolder, 'no-client'),
    pauseMs: 1000,
  })
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

async function addCentres(assembly: Assembly, centres: readonly string[], guest: StoryHouse['guest']): Promise<void> {
  for (const centre of centres)
    await assembly.pool.query(`insert into testing_centre (code, name_zh, name_en) values ($1, '鉴定所' || $1, 'Centre ' || $1)`, [centre])
  for (const [name, roles] of Object.entries(people))
    for (const role of roles.filter((one) => atACentre.includes(one)))
      for (const site of centres) await grant(assembly, guest(name).person, role, site)
}

async function grant({ administration }: Assembly, person: string, role: string, site: string | null): Promise<void> {
  const office = await administration()
  const granted = await office.grant({ person, role, site, occupation: null, from: '2020-01-01', until: null, reason: '故事' }, 'system')
  if (granted.outcome === 'refused') throw new Error(`Expected ${role} to be granted, but: ${granted.refusal.code}`)
}
