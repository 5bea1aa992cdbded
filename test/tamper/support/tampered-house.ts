import type { Client } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { bytesOfBase64 } from '#records'
import { assess } from '../../../server/assurance/assess.ts'
import type { Custodian, HeldState } from '../../../server/assurance/check-custody.ts'
import type { AssuranceFinding } from '../../../server/assurance/finding.ts'
import { makeLog } from '../../../server/http/log.ts'
import { makeTransparencyLog } from '../../../server/log/make-log.ts'
import { makeSigner } from '../../../server/log/signer/make-signer.ts'
import type { SignerPort } from '../../../server/log/signer/signer-client.ts'
import { application, type Guest, type House, openApplication, password, withHouse } from '../../http/support/house.ts'
import { upload } from '../../http/support/upload.ts'
import { asSuperuser, openTestDatabase, type TestDatabase } from '../../support/database.ts'

export type Case = Readonly<{ id: string; number: string }>

/** A house that has worked, was anchored and stands still: every attack gets a copy of its database. */
export type Witnessed = Readonly<{
  /** A database to copy; `backup`: as it was some entries earlier. */
  name: string
  backup: string
  folder: string
  /** A case with two entries, and one whose record names a file. */
  first: Case
  second: Case
  signer: SignerPort
  /** What the signer, a process with files of its own, remembers. */
  remembers: Custodian
}>

/** Opens a copy, switches every guard off, lets somebody with the machine in their hands do their worst. */
export async function attacked(
  from: string,
  attack: (client: Client, copy: TestDatabase) => Promise<void>,
  custodians: readonly Custodian[],
): Promise<readonly AssuranceFinding[]> {
  const copy = await openTestDatabase(from)
  try {
    await asSuperuser(copy.adminUrl, async (client) => {
      await switchOff(client)
      await attack(client, copy)
    })
    return await compared(copy, custodians)
  } finally {
    await copy.close()
  }
}

/** What the nightly comparison finds. */
export async function compared(copy: TestDatabase, custodians: readonly Custodian[]): Promise<readonly AssuranceFinding[]> {
  const quiet = { signal: new AbortController().signal, progress: () => {} }
  return (await assess({ pool: copy.pool, custodians }, quiet)).findings
}

export const sentences = (findings: readonly AssuranceFinding[]): readonly string[] => findings.map(({ words }) => words.en)

export function withWitnessedHouse(): () => Witnessed {
  const house = withHouse()
  let witnessed: Witnessed | undefined
  let backup: TestDatabase | undefined
  beforeAll(async () => {
    ;[witnessed, backup] = await prepare(house())
  })
  afterAll(async () => {
    await backup?.close()
  })
  return () => {
    if (witnessed === undefined) throw new Error('Expected the house inside a test, but it is not ready yet.')
    return witnessed
  }
}

async function prepare(house: House): Promise<readonly [Witnessed, TestDatabase]> {
  const { database, folder } = house
  const [wang, zhao] = [await house.as('wang'), await house.as('zhao')]
  const first = await openApplication(wang)
  await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2028 })
  const { id, number } = (await wang.get('/api/cases?document=QP-95&year=2028&site=S-01')).json().items[0].case
  const picture = (await upload(wang, 'a.png', png)).json()
  const visit = { finding: '正常', met: { person: wang.person, name: '' }, picture }
  await take(wang, id, 'visit', { 'QR-95-01/visit': visit })
  await house.assembly.reactions.runOnce()
  const sign = makeSigner(`${folder}/signer`, () => new Date())
  const signer: SignerPort = async (ask) => sign(ask)
  await anchor(house, signer)
  // The one connection a copy may not find is one to its original: what has to be done still is done in a backup of it.
  const backup = await copyOf(database)
  await take(wang, first.id, 'apply', application())
  await house.assembly.reactions.runOnce()
  await anchor(house, signer)
  await end(database)
  const remembers = { name: { zh: '签署进程', en: 'The signer' }, held: () => stateOf(signer) }
  return [{ name: database.name, backup: backup.name, folder, first, second: { id, number }, signer, remembers }, backup]
}

async function take(guest: Guest, id: string, step: string, parts: object): Promise<void> {
  const answer = await guest.send('POST', `/api/cases/${id}/steps/${step}`, { expectedVersion: 1, parts, password })
  if (answer.statusCode >= 300) throw new Error(answer.body)
}

async function anchor({ database, assembly }: House, signer: SignerPort): Promise<void> {
  const log = makeTransparencyLog({
    pool: database.pool,
    sequencer: database.sequencer,
    ledger: assembly.ledger,
    organisation: () => assembly.cases.organisation(),
    signer,
    log: makeLog('silent'),
    pauseMs: 10,
  })
  // The first time names the key, which is an entry itself.
  await log.catchUp()
  await log.catchUp()
  await log.stop()
}

/** A copy of a database that others are still connected to: as a backup tool would take it. */
async function copyOf(database: TestDatabase): Promise<TestDatabase> {
  await asSuperuser(database.adminUrl.replace(`/${database.name}`, '/postgres'), async (client) => {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name])
  })
  const copy = await openTestDatabase(database.name)
  await end(copy)
  return copy
}

const end = (database: TestDatabase) =>
  Promise.all(
    [database.pool, database.pool.reader, database.sequencer, database.disposal].map((pool) =>
      pool?.ended === false ? pool.end() : undefined,
    ),
  )

async function stateOf(signer: SignerPort): Promise<HeldState | null> {
  const answer = await signer({ ask: 'keys' })
  if (answer.outcome !== 'keys') return null
  const { size, root } = answer.told.signed
  return { size, root: bytesOfBase64(root) ?? new Uint8Array() }
}

/** Triggers ENABLE ALWAYS fire in a session that plays replica as well: whoever owns the machine disables them table by table. */
async function switchOff(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    'select distinct tgrelid::regclass::text as table from pg_trigger where not tgisinternal',
  )
  for (const { table } of rows) await client.query(`alter table ${table} disable trigger all`)
  await client.query('alter table payload drop constraint payload_hash_check')
  await client.query('alter table content drop constraint content_hash_check')
}

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
