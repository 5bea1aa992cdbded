import { describe, expect, it } from 'vitest'
import { withHouse } from './support/house.ts'
import { smallPdf as pdf, upload } from './support/upload.ts'

const house = withHouse()

// The smallest PNG there is: one transparent pixel.
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
describe('uploading a file', () => {
  it('keeps it under its hash, named as it was', async () => {
    const answer = await upload(await house().as('wang'), '照片.png', png)
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toMatchObject({ name: '照片.png', type: 'image/png', size: png.length })
    expect(answer.json().sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is refused where its content is not what its name says', async () => {
    const wang = await house().as('wang')
    const lies = [
      ['picture.png', pdf, 'application/pdf'],
      ['report.pdf', png, 'image/png'],
      ['table.csv', png, 'image/png'],
      ['notes.txt', Buffer.from([0x41, 0x00, 0x42]), 'application/octet-stream'],
      ['report.docx', Buffer.from('PK not a zip at all'), 'application/octet-stream'],
    ] as const
    for (const [name, bytes, found] of lies) {
      const answer = await upload(wang, name, bytes)
      expect([name, answer.statusCode, answer.json().code]).toEqual([name, 422, 'attachment-refused'])
      expect(answer.json().detail).toContain(found)
    }
  })

  it('is refused where its kind is none that may be kept, or it is empty or too large', async () => {
    const wang = await house().as('wang')
    expect((await upload(wang, 'tool.exe', Buffer.from('MZ'))).json()).toMatchObject({ status: 422, code: 'attachment-refused' })
    expect((await upload(wang, 'empty.txt', Buffer.alloc(0))).json()).toMatchObject({ status: 422, code: 'attachment-refused' })
    expect((await upload(wang, 'large.txt', Buffer.alloc(20 * 1024 * 1024 + 1, 'a'))).json()).toMatchObject({
      status: 413,
      code: 'too-large',
    })
    const { rows } = await house().assembly.pool.query<{ pieces: number }>(
      'select count(*)::int as pieces from attachment_piece p where not exists (select from attachment a where a.id = p.attachment)',
    )
    expect(rows[0]?.pieces).toBe(0)
  })

  it('is bound by the record that names it, and then read by whoever reads the record', async () => {
    const [zhao, wang] = [await house().as('zhao'), await house().as('wang')]
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2026 })
    const { id, number } = (await wang.get('/api/cases?document=QP-95&site=S-01')).json().items[0].case
    const picture = (await upload(wang, 'site.png', png)).json()
    const visit = (file: object) =>
      wang.send('POST', `/api/cases/${id}/steps/visit`, {
        expectedVersion: 1,
        parts: { 'QR-95-01/visit': { finding: '正常', met: { person: wang.person, name: '' }, picture: file } },
      })
    const altered = await visit({ ...picture, sha256: 'a'.repeat(64) })
    expect(altered.json().fields).toContainEqual(expect.objectContaining({ path: '/picture', code: 'unknown-attachment' }))
    expect((await visit(picture)).statusCode).toBe(200)
    const address = `/api/records/QR-95-01/${number}/001/attachments/${picture.attachment}`
    const read = await wang.get(address)
    expect(read.rawPayload.equals(png)).toBe(true)
    expect(read.headers['content-disposition']).toMatch(/^attachment;/)
    expect((await (await house().as('li')).get(address)).statusCode).toBe(404)
  })

  it('gives nobody else a right to it: another’s upload cannot be named', async () => {
    const [zhao, wang, chen] = [await house().as('zhao'), await house().as('wang'), await house().as('chen')]
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2027 })
    const { id } = (await wang.get('/api/cases?document=QP-95&year=2027&site=S-01')).json().items[0].case
    const picture = (await upload(wang, 'site.png', png)).json()
    const answer = await chen.send('POST', `/api/cases/${id}/steps/visit`, {
      expectedVersion: 1,
      parts: { 'QR-95-01/visit': { finding: '正常', met: { person: wang.person, name: '' }, picture } },
    })
    expect(answer.json().fields).toContainEqual(expect.objectContaining({ path: '/picture', code: 'unknown-attachment' }))
  })
})

describe('an upload that no record names', () => {
  it('is gone after its time, with everything that was kept of it; one that a record names stays', async () => {
    const [zhao, wang] = [await house().as('zhao'), await house().as('wang')]
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2028 })
    const { id } = (await wang.get('/api/cases?document=QP-95&year=2028&site=S-01')).json().items[0].case
    const [named, forgotten] = [(await upload(wang, 'a.png', png)).json(), (await upload(wang, 'b.png', png)).json()]
    const visit = { finding: '正常', met: { person: wang.person, name: '' }, picture: named }
    await wang.send('POST', `/api/cases/${id}/steps/visit`, { expectedVersion: 1, parts: { 'QR-95-01/visit': visit } })
    const { pool, sweeper } = house().assembly
    const left = async () => {
      const text = 'select distinct attachment as id from attachment_piece where attachment = any($1)'
      return (await pool.query<{ id: string }>(text, [[named.attachment, forgotten.attachment]])).rows.map((row) => row.id)
    }
    await sweeper.runOnce()
    expect(await left()).toHaveLength(2)
    await pool.query("update attachment set expires_at = '2020-01-01' where expires_at is not null")
    await sweeper.runOnce()
    expect(await left()).toEqual([named.attachment])
  })
})
