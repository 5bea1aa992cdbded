import { describe, expect, it } from 'vitest'
import { application, openApplication, password, withHouse } from './support/house.ts'

const house = withHouse()

describe('one case from its opening to its record', () => {
  it('is opened, taken on by a signed step, and leaves a numbered record that can be read', async () => {
    const wang = await house().as('wang')
    const { id, number } = await openApplication(wang)
    expect(number).toMatch(/^QP-90-\d{4}-\d{5}$/)
    const before = await wang.get(`/api/cases/${id}`)
    expect(before.statusCode).toBe(200)
    const applied = await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    expect(applied.json()).toMatchObject({ outcome: 'step', state: 'review', records: [`QR-90-01/${number}/001`] })
    const record = await wang.get(`/api/records/QR-90-01/${number}/001`)
    expect(record.statusCode).toBe(200)
    const page = await wang.get(`/api/records/QR-90-01/${number}/001/html`)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('申请栏')
    const pdf = await wang.get(`/api/records/QR-90-01/${number}/001/pdf`)
    expect(pdf.statusCode).toBe(200)
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    const after = await wang.get(`/api/cases/${id}`)
    expect(after.json()).toMatchObject({ version: 2, case: { state: 'review' } })
  })
})
