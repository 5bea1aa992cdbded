import { TOTP } from 'otpauth'
import type { Pool } from 'pg'
import { type CaseFacts, hashText, readFacts } from '#records'
import { type Guest, password } from './house.ts'
import { makeSoftAuthenticator, type SoftAuthenticator } from './soft-authenticator.ts'

/** Where passkeys work without TLS. */
export const localhost = { host: 'localhost:3000' }

export const codeOf = (secret: string, shift = 0): string =>
  new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: Date.now() + shift * 30_000 })

/** A code serves once; a test does not wait for the next half minute. */
export const forgetSteps = (pool: Pool) => pool.query('update factor set last_step = null')

export async function enrolTotp(guest: Guest, pool: Pool): Promise<string> {
  const begun = (await guest.send('POST', '/api/factors/totp', { password, name: '手机' })).json()
  const done = await guest.send('POST', `/api/factors/${begun.factor}/confirm`, { code: codeOf(begun.secret) })
  if (done.statusCode !== 200) throw new Error(done.body)
  await forgetSteps(pool)
  return begun.secret
}

export async function enrolPasskey(guest: Guest): Promise<SoftAuthenticator> {
  const authenticator = makeSoftAuthenticator()
  const { ticket, options } = (await guest.send('POST', '/api/factors/passkeys/options', { password, name: '钥匙' }, localhost)).json()
  const done = await guest.send('POST', '/api/factors/passkeys', { ticket, response: authenticator.create(options) }, localhost)
  if (done.statusCode !== 200) throw new Error(done.body)
  return authenticator
}

/** An entry as an outsider has it: its facts, and the hash of the one before. */
export async function entryOf(
  pool: Pool,
  id: string,
  sequence: number,
): Promise<Readonly<{ facts: CaseFacts; previous: ReturnType<typeof hashText> }>> {
  const { rows } = await pool.query<{ facts: Buffer; previous: Buffer }>(
    'select e.facts, p.hash as previous from entry e join entry p on p.stream = e.stream and p.sequence = e.sequence - 1 where e.stream = $1 and e.sequence = $2',
    [id, sequence],
  )
  const [row] = rows
  const read = row === undefined ? null : readFacts(row.facts)
  if (row === undefined || read?.outcome !== 'read') throw new Error('Expected a readable entry, but there is none')
  return { facts: read.facts as CaseFacts, previous: hashText(row.previous) }
}

export async function signatureOf(pool: Pool, id: string, sequence = 2) {
  const { facts } = await entryOf(pool, id, sequence)
  return 'signers' in facts ? facts.signers.at(-1)?.signature : 'signer' in facts ? facts.signer.signature : null
}
