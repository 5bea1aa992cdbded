import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runExport } from '../../server/commands/export.ts'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { rebuild } from '../../server/database/rebuild.ts'
import { application, openApplication, password, withHouse } from '../http/support/house.ts'
import { upload } from '../http/support/upload.ts'
import { workbookOf } from '../sheets/support/workbook.ts'
import { columnsWith, filesWith } from './support/where-it-lies.ts'

const logged: string[] = []
const house = withHouse({ logTo: { write: (line: string) => void logged.push(line) } })
const outside = mkdtempSync(join(tmpdir(), 'guiju-plain-'))
afterAll(() => rmSync(outside, { recursive: true, force: true }))

// Numbers nobody has, so that finding one anywhere means it came from here.
const ids = ['210102194910013719', '210102195003052826']
const phones = { visit: '13907196851', shared: '13907196852', corrected: '13907196853', applied: '13907196854' }
const all = [...ids, ...Object.values(phones)]
const records: string[] = []
const cases: string[] = []

describe('a story with ID numbers and phones', () => {
  beforeAll(async () => {
    const [wang, zhao, sun] = [await house().as('wang'), await house().as('zhao'), await house().as('sun')]
    const done = (answer: Readonly<{ statusCode: number; body: string }>) => {
      if (answer.statusCode >= 300) throw new Error(answer.body)
    }
    const batch = (await wang.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year: 2026 } })).json()
    const rows = ids.map((id, index) => [
      String(2026000001 + index),
      `考生${index}`,
      id,
      '1990-01-02',
      '60.5',
      '70.0',
      '否',
      '同意',
      'li',
      '',
    ])
    const titles = ['准考证号', '姓名', '身份证号', '出生日期', '理论成绩', '操作成绩', '缺考', '结论', '阅卷人', '备注']
    const list = `/api/cases/${batch.id}/steps/enter/sheets/QR-96-01/scores/scores`
    const read = await upload(wang, '成绩.xlsx', await workbookOf([titles, ...rows]), list)
    done(read)
    done(
      await wang.send('POST', `/api/cases/${batch.id}/steps/enter`, {
        expectedVersion: 1,
        parts: { 'QR-96-01/scores': { scores: read.json().items } },
        password,
      }),
    )
    done(await zhao.send('POST', `/api/cases/${batch.id}/steps/issue`, { expectedVersion: 2, parts: { 'QR-96-01/closing': {} } }))
    for (const [year, phone, step] of [
      [2026, phones.visit, 'visit'],
      [2027, phones.shared, 'joint_visit'],
    ] as const) {
      await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year })
      const { id, number } = (await wang.get(`/api/cases?document=QP-95&year=${year}&site=S-01`)).json().items[0].case
      const visit = { finding: '正常', met: { person: wang.person, name: '' }, phone }
      done(await wang.send('POST', `/api/cases/${id}/steps/${step}`, { expectedVersion: 1, parts: { 'QR-95-01/visit': visit }, password }))
      cases.push(id)
      if (step === 'joint_visit')
        done(await sun.send('POST', `/api/cases/${id}/contributions/2/countersign`, { expectedVersion: 2, password }))
      records.push(`/api/records/QR-95-01/${number}/001`)
    }
    done(
      await wang.send('POST', `${records[0]}/corrections`, {
        field: 'phone',
        value: phones.corrected,
        reason: '填写有误',
        password,
        agreedBy: { login: 'zhao', password },
      }),
    )
    const applied = await openApplication(wang)
    const parts = application({ phone: phones.applied })
    done(await wang.send('POST', `/api/cases/${applied.id}/steps/apply`, { expectedVersion: 1, parts, password }))
    // A refusal says what is wrong, and writes nothing down.
    await wang.send('POST', `/api/cases/${applied.id}/steps/apply`, { expectedVersion: 1, parts, password })
    await wang.send('POST', '/api/cases', { document: ids[0], subject: { site: phones.visit, year: 1 } })
    await wang.get(`/api/search?q=${ids[0]}`)
    cases.push(batch.id, applied.id)
    records.push(`/api/records/QR-96-01/${batch.number}/001`)
    await house().assembly.reactions.runOnce()
  }, 120_000)

  it('leaves none of them in any column of any table, in whatever form', async () => {
    expect(await columnsWith(house().database.adminUrl, all)).toEqual([])
  })

  it('is found by the test where it does stand in plain text', async () => {
    expect(await columnsWith(house().database.adminUrl, ['考生1'])).toContain('case_head.projection')
    const { pool } = house().assembly
    await pool.query("update person set name_en = $1 where name = '人员wu'", [ids[0]])
    expect(await columnsWith(house().database.adminUrl, all)).toEqual(['person.name_en'])
    await pool.query("update person set name_en = null where name = '人员wu'")
  })

  it('leaves none of them in the log, however much it says, nor in a file of the house', async () => {
    expect(logged.length).toBeGreaterThan(20)
    expect(logged.filter((line) => all.some((text) => line.includes(text)))).toEqual([])
    expect(await filesWith(house().folder, all)).toEqual([])
  })

  it('shows none of them on pages, lists, printed records, spreadsheets and packages', async () => {
    const he = await house().as('he')
    const wang = await house().as('wang')
    for (const guest of [he, wang])
      for (const url of [
        ...records,
        ...records.map((record) => `${record}/html`),
        ...records.map((record) => `${record}/html?sheet=1`),
        ...cases.map((id) => `/api/cases/${id}`),
        '/api/cases',
        '/api/registers/visited_sites',
      ]) {
        const answer = await guest.get(url)
        expect([url, answer.statusCode, all.filter((text) => answer.body.includes(text))]).toEqual([url, 200, []])
      }
    const out = join(outside, 'all.zip')
    const by = { kind: 'system', person: 'system', name: '命令行', role: 'system' } as const
    const scope = { case: null, document: null, year: null, centre: null, batch: null, clause: null }
    const { pool, ledger } = house().assembly
    await runExport({ scope, reason: '年度审核', by, out }, { pool, ledger })
    expect(await filesWith(outside, all)).toEqual([])
  })

  it('is open to the rules and to whoever unmasks a value, and the entries give it again', async () => {
    const state = await makeCaseReader(house().assembly.pool).byId(cases[0] ?? '')
    expect(state?.sealed[0]?.values.phone).toBe(phones.visit)
    expect(state?.corrections[0]?.value).toBe(phones.corrected)
    const wang = await house().as('wang')
    const shown = await wang.send('POST', `${records[0]}/unmask`, { path: '/phone', reason: '核对来电' })
    expect(shown.json()).toEqual({ value: phones.visit })
    expect((await rebuild(house().assembly.pool, { write: false })).findings).toEqual([])
  })
})
