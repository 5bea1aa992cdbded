import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canonicalBytes, checkEvidence, digestOf, entryHash, hashText, noPredecessor } from '#records'
import { runExport } from '../../server/commands/export.ts'
import { verifyBytes, verifyFile } from '../../server/commands/verify.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { checkSignature } from '../../server/people/check-signature.ts'
import { forged, inFile } from '../audit/repack.ts'
import { application, type Guest, openApplication, password, withHouse } from './support/house.ts'
import { enrolPasskey, entryOf, localhost, signatureOf } from './support/second-factors.ts'
import type { SoftAuthenticator } from './support/soft-authenticator.ts'

const house = withHouse()
const pool = () => house().assembly.pool
const folder = mkdtempSync(join(tmpdir(), 'guiju-passkey-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const body = (values = {}) => ({ expectedVersion: 1, parts: application(values) })
const send = (guest: Guest, id: string, proofs: object, values = {}) =>
  guest.send('POST', `/api/cases/${id}/steps/apply`, { ...body(values), ...proofs }, localhost)
/** Asks what signing takes, and answers with the authenticator. */
async function assert(guest: Guest, authenticator: SoftAuthenticator, url: string, content: object) {
  const asked = await guest.send('POST', `${url}/signing`, content, localhost)
  expect(asked.statusCode, asked.body).toBe(200)
  const { ticket, options } = asked.json().passkey
  return { passkey: { ticket, response: authenticator.get(options) } }
}

describe('signing with a passkey', () => {
  it('is enough by itself, and leaves evidence in the entry that anybody can check', async () => {
    const guest = await house().as('wang')
    const authenticator = await enrolPasskey(guest)
    const { id } = await openApplication(guest)
    expect((await send(guest, id, { password })).json().code).toBe('signature-incomplete')
    const signed = await send(guest, id, await assert(guest, authenticator, `/api/cases/${id}/steps/apply`, body()))
    expect(signed.statusCode, signed.body).toBe(200)
    expect(await signatureOf(pool(), id)).toMatchObject({ method: 'passkey', meaning: 'submitted', series: { place: 1 } })
    const entry = await entryOf(pool(), id, 2)
    const [evidence] = 'evidence' in entry.facts ? (entry.facts.evidence ?? []) : []
    expect(evidence?.person).toBe(guest.person)
    expect(evidence === undefined ? 'none' : checkEvidence(evidence, entry, checkSignature)).toBeNull()
    // The same evidence under another entry is found.
    const next = await openApplication(guest)
    expect((await send(guest, next.id, await assert(guest, authenticator, `/api/cases/${next.id}/steps/apply`, body()))).statusCode).toBe(
      200,
    )
    expect(evidence === undefined ? 'none' : checkEvidence(evidence, await entryOf(pool(), next.id, 2), checkSignature)).toBe('other-entry')
  })
})

describe('the second of two signatures', () => {
  it('is made with a passkey as well, and the package of the case bears both out', async () => {
    const [zhao, clerk, sun] = [await house().as('zhao'), await house().as('lin'), await house().as('sun')]
    const [first, second] = [await enrolPasskey(clerk), await enrolPasskey(sun)]
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2026 })
    const { id, number } = (await clerk.get('/api/cases?document=QP-95&site=S-02')).json().items[0].case
    const step = `/api/cases/${id}/steps/joint_visit`
    const visit = { expectedVersion: 1, parts: { 'QR-95-01/visit': { finding: '正常', met: { person: clerk.person, name: '' } } } }
    const given = await clerk.send('POST', step, { ...visit, ...(await assert(clerk, first, step, visit)) }, localhost)
    expect(given.json(), given.body).toMatchObject({ outcome: 'contribution' })
    const countersign = `/api/cases/${id}/contributions/2/countersign`
    const upon = { expectedVersion: 2 }
    const done = await sun.send('POST', countersign, { ...upon, ...(await assert(sun, second, countersign, upon)) }, localhost)
    expect(done.json(), done.body).toMatchObject({ outcome: 'step', records: [`QR-95-01/${number}/001`] })
    for (const sequence of [2, 3]) {
      const entry = await entryOf(pool(), id, sequence)
      const evidence = 'evidence' in entry.facts ? (entry.facts.evidence ?? []) : []
      expect(evidence.map((one) => checkEvidence(one, entry, checkSignature))).toEqual([null])
    }
    const out = join(folder, 'case.zip')
    const by = { kind: 'person', person: 'auditor-1', name: '审计', role: 'auditor' } as const
    const scope = { case: null, document: 'QP-95', year: null, centre: null, batch: null, clause: null }
    await runExport({ scope, reason: '年度审核', by, out }, { pool: pool(), ledger: makePostgresLedger(pool()) })
    expect((await verifyFile(out)).findings).toEqual([])

    // A careful forger lays the first signature under the second entry and makes every hash and manifest anew.
    const copied = await forged(readFileSync(out), inFile(`data/cases/${number}/entries.jsonl`, copySignature))
    const named = (await verifyBytes(copied)).findings.filter(({ code }) => code === 'signature-not-borne-out')
    expect(new Set(named.map(({ place }) => place.name))).toEqual(new Set([`${number}#3`]))
  })
})

/** Evidence of entry 2 in place of that of entry 3; the chain from there on is made anew. */
function copySignature(file: string): string {
  const lines = file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { facts: string; hash: string; stamp: string })
  const [, second, third] = lines
  if (second === undefined || third === undefined) throw new Error('Expected three entries, but there are fewer')
  const { evidence } = JSON.parse(second.facts) as { evidence: unknown }
  third.facts = new TextDecoder().decode(canonicalBytes({ ...JSON.parse(third.facts), evidence }))
  let previous = digestOf(second.hash) ?? noPredecessor
  for (const line of lines.slice(2)) {
    previous = entryHash(previous, new TextEncoder().encode(line.facts), line.stamp)
    line.hash = hashText(previous)
  }
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
}

describe('an assertion', () => {
  it('signs the very submission it was asked for: not other data, another step, case or person, and not twice', async () => {
    const guest = await house().as('chen')
    const authenticator = await enrolPasskey(guest)
    const [one, two] = [await openApplication(guest), await openApplication(guest)]
    const of = (id: string) => assert(guest, authenticator, `/api/cases/${id}/steps/apply`, body())
    const code = async (answer: Awaited<ReturnType<typeof send>>) => answer.json().code
    expect(await code(await send(guest, one.id, await of(one.id), { amount: '501.00' }))).toBe('signature-refused')
    expect(await code(await send(guest, two.id, await of(one.id)))).toBe('signature-refused')
    const other = await house().as('qian')
    await enrolPasskey(other)
    expect(await code(await send(other, one.id, await of(one.id)))).toBe('signature-refused')
    const proof = await of(one.id)
    expect((await send(guest, one.id, proof)).statusCode).toBe(200)
    expect(await code(await send(guest, two.id, proof))).toBe('signature-refused')
    // Refused assertions did not touch the cases.
    expect((await guest.get(`/api/cases/${two.id}`)).json().version).toBe(1)
    const stale = await guest.send('POST', `/api/cases/${one.id}/steps/apply/signing`, body(), localhost)
    expect(stale.json().code, 'no challenge is made upon a case that has moved on').toBe('not-ready')
  })
})
