import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runExport } from '../../server/commands/export.ts'
import { verifyFile } from '../../server/commands/verify.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { password, withHouse } from './support/house.ts'
import { smallPdf, upload } from './support/upload.ts'

const house = withHouse()
const folder = mkdtempSync(join(tmpdir(), 'guiju-two-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a step that two persons sign', () => {
  it('waits without a record, is read by the second signer with its file, and leaves one record signed by both', async () => {
    const [zhao, wang, sun, li] = [await house().as('zhao'), await house().as('wang'), await house().as('sun'), await house().as('li')]
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2026 })
    const { id, number } = (await wang.get('/api/cases?document=QP-95&site=S-01')).json().items[0].case
    const picture = (await upload(wang, '现场.pdf', smallPdf)).json()
    const parts = { 'QR-95-01/visit': { finding: '正常', met: { person: wang.person, name: '' }, phone: '13912345678', picture } }
    const first = await wang.send('POST', `/api/cases/${id}/steps/joint_visit`, { expectedVersion: 1, parts, password })
    expect(first.json()).toMatchObject({ outcome: 'contribution', state: 'planned', records: [] })

    const waiting = (await sun.get(`/api/cases/${id}`)).json()
    expect(waiting.records).toEqual([])
    expect(waiting.history.at(-1)).toMatchObject({ kind: 'contribution', title: { zh: '第一人签署：两人走访' }, records: [] })
    const [share] = waiting.openSteps.find(({ step }: { step: string }) => step === 'joint_visit').contributions
    expect(share).toMatchObject({ kind: 'first', mayCountersign: true, values: [{ form: 'QR-95-01', part: 'visit' }] })
    expect(JSON.stringify(share.values)).toContain('正常')
    expect(JSON.stringify(share.values)).not.toContain('13912345678')
    const file = `/api/cases/${id}/contributions/${share.sequence}/attachments/${picture.attachment}`
    expect((await sun.get(file)).rawPayload.equals(smallPdf)).toBe(true)

    // The form is confidential, and the reviewer has no part in the document.
    expect((await li.get(file)).statusCode).toBe(404)
    const outside = (await li.get(`/api/cases/${id}`)).json().openSteps?.find(({ step }: { step: string }) => step === 'joint_visit')
    expect(JSON.stringify(outside?.contributions ?? [])).not.toContain('正常')

    const signed = await sun.send('POST', `/api/cases/${id}/contributions/${share.sequence}/countersign`, { expectedVersion: 2, password })
    expect(signed.json()).toMatchObject({ outcome: 'step', state: 'visited', records: [`QR-95-01/${number}/001`] })
    const after = (await wang.get(`/api/cases/${id}`)).json()
    expect(after.records.map((record: { number: string; signers: unknown[] }) => [record.number, record.signers.length])).toEqual([
      [`QR-95-01/${number}/001`, 2],
    ])
    const face = (await wang.get(`/api/records/QR-95-01/${number}/001/html?sheet=1`)).body
    expect(face.match(/正常/g)).toHaveLength(1)
  })

  it('leaves data that both signed alike, sensitive values too, as the verifier of a package finds', async () => {
    const { rows } = await house().assembly.pool.query<{ commitments: number; values: number }>(
      `select count(distinct committed)::int as commitments, count(*)::int as values from (
        select coalesce(content #> '{values,phone}', content #> '{parts,0,values,phone}') as committed from payload) p where committed is not null`,
    )
    expect(rows).toEqual([{ commitments: 1, values: 2 }])
    const out = join(folder, 'case.zip')
    const by = { kind: 'person', person: 'auditor-1', name: '审计', role: 'auditor' } as const
    const scope = { case: null, document: 'QP-95', year: null, centre: null, batch: null, clause: null }
    const { pool } = house().assembly
    await runExport({ scope, reason: '年度审核', by, out }, { pool, ledger: makePostgresLedger(pool) })
    expect((await verifyFile(out)).findings).toEqual([])
  })
})
