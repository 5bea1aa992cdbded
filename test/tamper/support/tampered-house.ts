import type { Client, Pool } from 'pg'
import { beforeAll } from 'vitest'
import { bytesOfBase64 } from '#records'
import { type Assessed, assess } from '../../../server/assurance/assess.ts'
import type { Custodian } from '../../../server/assurance/check-custody.ts'
import { makeLog } from '../../../server/http/log.ts'
import { makeTransparencyLog } from '../../../server/log/make-log.ts'
import { makeSigner } from '../../../server/log/signer/make-signer.ts'
import type { SignerPort } from '../../../server/log/signer/signer-client.ts'
import { application, type House, openApplication, withHouse } from '../../http/support/house.ts'
import { upload } from '../../http/support/upload.ts'
import { asSuperuser } from '../../support/database.ts'

export type Witnessed = Readonly<{
  house: House
  /** Two cases of several entries; the second holds a record with a file. */
  first: Readonly<{ id: string; number: string }>
  second: Readonly<{ id: string; number: string }>
  signer: SignerPort
  /** Gives every entry its leaf and has the log signed. */
  anchor: () => Promise<void>
  /** What the nightly comparison finds, in words; `without`: as if nothing outside the database remembered the log. */
  found: (without?: 'custodians') => Promise<readonly string[]>
  assessed: () => Promise<Assessed>
  /** With the rights of a superuser who has switched every guard off. */
  tamper: <T>(work: (client: Client) => Promise<T>) => Promise<T>
}>

/** A house whose log has been signed by a process outside its database, and somebody with the whole machine in their hands. */
export function withWitnessedHouse(): () => Witnessed {
  const house = withHouse()
  let witnessed: Witnessed | undefined
  beforeAll(async () => {
    witnessed = await prepare(house())
  })
  return () => {
    if (witnessed === undefined) throw new Error('Expected the house inside a test, but it is not ready yet.')
    return witnessed
  }
}

async function prepare(house: House): Promise<Witnessed> {
  const { database, assembly, folder } = house
  const [wang, zhao] = [await house.as('wang'), await house.as('zhao')]
  const first = await openApplication(wang)
  await wang.send('POST', `/api/cases/${first.id}/steps/apply`, { expectedVersion: 1, parts: application() })
  await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2028 })
  const { id, number } = (await wang.get('/api/cases?document=QP-95&year=2028&site=S-01')).json().items[0].case
  const picture = (await upload(wang, 'a.png', png)).json()
  const visit = { finding: '正常', met: { person: wang.person, name: '' }, picture }
  await wang.send('POST', `/api/cases/${id}/steps/visit`, { expectedVersion: 1, parts: { 'QR-95-01/visit': visit } })
  await assembly.reactions.runOnce()

  const sign = makeSigner(`${folder}/keys`, () => new Date())
  const signer: SignerPort = async (ask) => sign(ask)
  const anchor = async () => {
    const log = makeTransparencyLog({
      pool: database.pool,
      sequencer: database.sequencer,
      ledger: assembly.ledger,
      organisation: () => assembly.cases.organisation(),
      signer,
      log: makeLog('silent'),
      pauseMs: 10,
    })
    await log.catchUp()
    await log.catchUp()
    await log.stop()
  }
  await anchor()
  const remembers: Custodian = { name: { zh: '签署进程', en: 'The signer' }, held: () => signedBy(signer) }
  const assessed = (custodians: readonly Custodian[] = [remembers]) =>
    assess({ pool: database.pool as Pool, custodians }, { signal: new AbortController().signal, progress: () => {} })
  return {
    house,
    first,
    second: { id, number },
    signer,
    anchor,
    assessed: () => assessed(),
    found: async (without) =>
      (await assessed(without === undefined ? [remembers] : [])).findings.map(
        ({ area, case: at, words }) => `${area} ${at ?? ''} ${words.en}`,
      ),
    tamper: (work) =>
      asSuperuser(database.adminUrl, async (client) => {
        await switchOff(client)
        return work(client)
      }),
  }
}

async function signedBy(signer: SignerPort) {
  const answer = await signer({ ask: 'keys' })
  if (answer.outcome !== 'keys') return null
  const { size, root } = answer.told.signed
  return { size, root: bytesOfBase64(root) ?? new Uint8Array() }
}

/** Triggers ENABLE ALWAYS fire in a session that plays replica as well: whoever owns the machine disables them one table at a time. */
async function switchOff(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    'select distinct tgrelid::regclass::text as table from pg_trigger where not tgisinternal',
  )
  for (const { table } of rows) await client.query(`alter table ${table} disable trigger all`)
}

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
