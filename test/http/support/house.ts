import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Pool } from 'pg'
import type { DestinationStream } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { assemble } from '../../../server/assemble.ts'
import type { Assembly } from '../../../server/assembly.ts'
import { makeLog } from '../../../server/http/log.ts'
import { makeIdentifier } from '../../../server/identifier.ts'
import { accountStatements } from '../../../server/people/administration.ts'
import { administratorSigner, writeOrganisationAct } from '../../../server/people/organisation-log.ts'
import { hashPassword } from '../../../server/people/password.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { makeHouseSigner } from '../../support/house-signer.ts'
import { fixtureFiles } from './fixture-files.ts'

export const password = 'a long enough phrase'
export const sites = ['S-01', 'S-02'] as const

/** Login → roles; `role@site` holds at that centre alone. */
const people: Readonly<Record<string, readonly string[]>> = {
  wang: ['clerk'],
  li: ['reviewer'],
  zhao: ['head'],
  qian: ['director'],
  sun: ['officer'],
  zhou: ['expert'],
  wu: ['expert'],
  chen: ['clerk@S-01'],
  lin: ['clerk@S-02'],
  he: ['auditor'],
  shi: ['visitor'],
  yan: ['petitioner'],
  meng: ['petitioner'],
  none: [],
}

export type Guest = Readonly<{
  person: string
  get: (url: string) => Promise<LightMyRequestResponse>
  send: (
    method: 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<LightMyRequestResponse>
}>
export type House = Readonly<{
  database: TestDatabase
  /** The data folder. */
  folder: string
  assembly: Assembly
  /** Ids of persons by login. */
  persons: ReadonlyMap<string, string>
  as: (login: string) => Promise<Guest>
  inject: (options: InjectOptions) => Promise<LightMyRequestResponse>
  closeSigner: () => Promise<void>
}>

export type HouseOptions = Readonly<{
  /** Founds a demonstration whose clock begins here. */
  clock?: string
  signInsPerMinute?: number
  requestsPerMinute?: number
  found?: boolean /** Puts something between the server and its database. */
  between?: (pool: Pool) => Pool
  /** Folder of the built pages. */
  webClient?: string
  /** Where the log goes, whole; nowhere unless said. */
  logTo?: DestinationStream
}>

/** The whole server over a database of its own, with the fixture documents in force and people of every role. */
export function withHouse(options: HouseOptions = {}): () => House {
  let house: House | undefined
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guiju-http-'))
    house = await openHouse(folder, options)
  })
  afterAll(async () => {
    await house?.assembly.close()
    await house?.closeSigner()
    await house?.database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return () => {
    if (house === undefined) throw new Error('Expected the house inside a test, but it is not open yet.')
    return house
  }
}

async function openHouse(
  folder: string,
  { signInsPerMinute = 10_000, requestsPerMinute = 100_000, found = true, clock, between = (pool) => pool, webClient, logTo }: HouseOptions,
): Promise<House> {
  const database = await openTestDatabase()
  const signing = makeHouseSigner(folder)
  const assembly = await assemble({
    signer: signing.signer,
    pool: Object.assign(between(database.pool), { reader: database.pool.reader }),
    sequencer: database.sequencer,
    disposal: database.disposal,
    log: logTo === undefined ? makeLog('silent') : makeLog('trace', logTo),
    files: fixtureFiles,
    dataFolder: folder,
    secure: false,
    trustProxy: false,
    requestsPerMinute,
    signInsPerMinute,
    webClient: webClient ?? join(folder, 'no-client'),
    pauseMs: 1000,
  })
  const persons = found ? await peopleOf(assembly, clock) : new Map<string, string>()
  const inject = (request: InjectOptions) => assembly.app.inject(request)
  return { database, folder, assembly, persons, inject, closeSigner: signing.close, as: (login) => signInAs(login, inject) }
}

async function peopleOf(assembly: Assembly, clock: string | undefined): Promise<ReadonlyMap<string, string>> {
  const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
    kind,
    name: kind,
    login: kind,
    password,
  }))
  const founded = await assembly.found({
    name: { zh: '试验中心', en: 'Trial Centre' },
    kind: clock === undefined ? 'real' : 'demonstration',
    zone: 'Asia/Shanghai',
    ...(clock === undefined ? {} : { clock }),
    administrators,
  })
  if (founded.outcome !== 'founded') throw new Error(founded.refusal.code)
  const released = await assembly.release('首次发布')
  if (released.outcome !== 'released') throw new Error(JSON.stringify(released.refusal))
  const administration = await assembly.administration()
  await enterCentres(assembly)
  const persons = new Map<string, string>(founded.administrators)
  // One hash for all: hashing a password is slow on purpose, and how it is done has tests of its own.
  const hashed = await hashPassword(password)
  for (const [login, roles] of Object.entries(people)) {
    const person = makeIdentifier()
    const [statement] = accountStatements({ login, name: `人员${login}`, password, mustChangePassword: false }, person, hashed)
    await assembly.pool.query(statement.text, [...statement.values])
    persons.set(login, person)
    for (const held of roles) {
      const [role = '', site = null] = held.split('@')
      const granted = await administration.grant(
        { person, role, site, occupation: null, from: '2020-01-01', until: null, reason: '试验' },
        'system',
      )
      if (granted.outcome !== 'done') throw new Error(granted.refusal.code)
    }
  }
  return persons
}

/** As the system administrator enters them, but for the form of their codes. */
async function enterCentres({ pool, ledger, cases }: Assembly): Promise<void> {
  const { id: organisation } = await cases.organisation()
  const entered = sites.map((code) => ({ code, name: { zh: `第${code}鉴定所`, en: `Centre ${code}` } }))
  await writeOrganisationAct(
    {
      organisation,
      session: null,
      says: (at) =>
        entered.map((centre) => ({ kind: 'centre-entered', by: administratorSigner('system', 'system', at), ...centre, reason: null })),
      beside: entered.map(({ code, name }) => ({
        text: 'insert into testing_centre (code, name_zh, name_en) values ($1, $2, $3)',
        values: [code, name.zh, name.en],
      })),
    },
    { pool, ledger },
  )
}

async function signInAs(login: string, inject: House['inject']): Promise<Guest> {
  return guestOf(await openSession(login, inject), inject)
}

/** What a browser keeps of signing in. */
export type OpenedSession = Readonly<{ person: string; cookie: string; csrf: string }>

export async function openSession(login: string, inject: House['inject'], secret = password): Promise<OpenedSession> {
  const signedIn = await inject({ method: 'POST', url: '/api/session', payload: { login, password: secret } })
  if (signedIn.statusCode !== 200) throw new Error(`Expected ${login} to be signed in, but: ${signedIn.body}`)
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
  const { csrf, person } = signedIn.json<{ csrf: string; person: string }>()
  return { person, cookie, csrf }
}

export function guestOf({ person, cookie, csrf }: OpenedSession, inject: House['inject']): Guest {
  return {
    person,
    get: (url) => inject({ method: 'GET', url, headers: { cookie } }),
    send: (method, url, body, headers = {}) =>
      inject({
        method,
        url,
        headers: { cookie, 'x-csrf-token': csrf, 'idempotency-key': crypto.randomUUID(), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
  }
}

/** Parts of the application form as a clerk fills them. */
export const application = (values: Readonly<Record<string, unknown>> = {}) => ({
  'QR-90-01/apply': {
    amount: '500.00',
    urgent: false,
    items: [
      { indicator: 'A1', weight: '60.00', count: 3 },
      { indicator: 'A2', weight: '40.00', count: 2 },
    ],
    ...values,
  },
})

let nextYear = 2030
/** A case that nobody has yet: every call takes a year of its own. */
export async function openApplication(guest: Guest, site = 'S-01'): Promise<Readonly<{ id: string; number: string }>> {
  const opened = await guest.send('POST', '/api/cases', { document: 'QP-90', subject: { site, year: nextYear++ } })
  if (opened.statusCode !== 201) throw new Error(opened.body)
  return opened.json()
}
