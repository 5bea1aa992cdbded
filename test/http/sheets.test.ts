import { describe, expect, it } from 'vitest'
import { hasPoppler, pagesOfPdf, textOfPdf } from '../documents/render/support/poppler.ts'
import { textsOf, workbookOf } from '../sheets/support/workbook.ts'
import { type Guest, openApplication, password, withHouse } from './support/house.ts'
import { upload } from './support/upload.ts'

const house = withHouse()

type Row = (string | number)[]
const titles = ['准考证号', '姓名', '身份证号', '出生日期', '理论成绩', '操作成绩', '缺考', '结论', '阅卷人', '备注']
const candidate = (index: number): Row => [
  String(2026000001 + index),
  `考生${index + 1}`,
  `2101021990010${String(index + 1).padStart(5, '0')}`,
  '1990-01-02',
  60 + (index % 40) + 0.5,
  `${70 + (index % 30)}.0`,
  '否',
  index % 2 === 0 ? 'granted 同意' : '不同意',
  'li',
  '',
]
const batchOf = (size: number): Row[] => Array.from({ length: size }, (_, index) => candidate(index))

async function openBatch(guest: Guest, year: number): Promise<Readonly<{ id: string; number: string; list: string }>> {
  const opened = await guest.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year } })
  const { id, number } = opened.json()
  return { id, number, list: `/api/cases/${id}/steps/enter/sheets/QR-96-01/scores/scores` }
}
const tried = async (guest: Guest, list: string, rows: readonly Row[], language = 'zh') =>
  upload(guest, '成绩.xlsx', await workbookOf([titles, ...rows]), list, { 'accept-language': language })

describe('the scores of a batch, brought from a spreadsheet', () => {
  it('names both wrong rows of four hundred and stores nothing; put right, they are one record signed once', async () => {
    const wang = await house().as('wang')
    const { id, number, list } = await openBatch(wang, 2026)
    const rows = batchOf(400)
    const broken = rows.map((row) => [...row])
    if (broken[16] !== undefined) broken[16][4] = '八十五'
    if (broken[233] !== undefined) broken[233][5] = 105
    const wrong = await tried(wang, list, broken)
    expect(wrong.statusCode).toBe(200)
    expect(wrong.json()).toMatchObject({ outcome: 'wrong', count: 400, items: [], more: 0 })
    expect(wrong.json().problems).toEqual([
      expect.objectContaining({
        row: 18,
        column: 'E',
        code: 'wrong-type',
        found: '八十五',
        detail: '「理论成绩」应为数字，但填写的不是。',
      }),
      expect.objectContaining({
        row: 235,
        column: 'F',
        code: 'above-maximum',
        found: '105',
        detail: '「操作成绩」应不大于100，但填写的值更大。',
      }),
    ])
    expect((await wang.get(`/api/cases/${id}`)).json()).toMatchObject({ version: 1, records: [] })

    const ready = await tried(wang, list, rows)
    expect(ready.json()).toMatchObject({ outcome: 'ready', count: 400, problems: [] })
    expect((await wang.get(`/api/cases/${id}`)).json()).toMatchObject({ version: 1, records: [] })
    const taken = await wang.send('POST', `/api/cases/${id}/steps/enter`, {
      expectedVersion: 1,
      parts: { 'QR-96-01/scores': { scores: ready.json().items } },
      password,
    })
    expect(taken.json()).toMatchObject({ outcome: 'step', state: 'scored', records: [`QR-96-01/${number}/001`] })
    const record = (await wang.get(`/api/records/QR-96-01/${number}/001`)).json()
    expect(record.signers.map(({ name }: { name: string }) => name)).toEqual(['人员wang'])
    const pdf = (await wang.get(`/api/records/QR-96-01/${number}/001/pdf`)).rawPayload
    if (hasPoppler) {
      expect(pagesOfPdf(pdf)).toBeGreaterThan(5)
      expect(textOfPdf(pdf)).toContain('2026000400')
    }
  })

  it('are read whatever the order of the columns, with people by login, name or both, and decimals to the digit', async () => {
    const wang = await house().as('wang')
    const { list } = await openBatch(wang, 2027)
    const turned = await upload(
      wang,
      'a.xlsx',
      await workbookOf([
        ['2026年成绩汇总'],
        ['Grader', '结论', 'Ticket *', 'Name', 'Theory', 'Skill', 'Absent'],
        ['人员li (li)', 'Granted', '2026000001', '甲', 85.1, '９０．５', 'yes'], // absent, and no column says why
        ['人员zhao', '同意', 2026000002, '乙', 100, '0', '否'],
      ]),
      list,
    )
    expect(turned.json().problems).toEqual([
      expect.objectContaining({
        row: 3,
        column: null,
        code: 'required',
        title: { zh: '备注', en: 'Remark' },
        detail: '「备注」应填写，但没有填写。',
      }),
    ])
    const read = await upload(
      wang,
      'a.xlsx',
      await workbookOf([
        ['Grader', '结论', 'Ticket *', 'Name', 'Theory', 'Skill', 'Absent'],
        ['人员li (li)', 'Granted', '2026000001', '甲', 85.1, '９０．５', 'no'],
        ['人员zhao', '同意', 2026000002, '乙', 100, '0', '否'],
      ]),
      list,
    )
    const [li, zhao] = [house().persons.get('li'), house().persons.get('zhao')]
    expect(read.json().items).toEqual([
      {
        ticket: '2026000001',
        name: '甲',
        theory: '85.1',
        skill: '90.5',
        absent: false,
        verdict: 'granted',
        grader: { person: li, name: '人员li' },
      },
      {
        ticket: '2026000002',
        name: '乙',
        theory: '100.0',
        skill: '0.0',
        absent: false,
        verdict: 'granted',
        grader: { person: zhao, name: '人员zhao' },
      },
    ])
  })

  it('are told in words, in the language of the reader, cell by cell', async () => {
    const wang = await house().as('wang')
    const { list } = await openBatch(wang, 2028)
    const row = (changes: Readonly<Record<number, string | number>>): Row => candidate(0).map((value, index) => changes[index] ?? value)
    const answer = await tried(
      wang,
      list,
      [
        row({ 0: '12', 7: '也许' }),
        row({ 0: '2026000002', 2: 210102199001011000, 3: '1990-02-30' }),
        row({ 0: '2026000003', 8: '谁', 4: 60.55 }),
      ],
      'en',
    )
    expect(answer.json().problems.map(({ row: at, column, detail }: Record<string, unknown>) => `${column}${at} ${detail}`)).toEqual([
      'A2 Expected “Ticket” to match ^[0-9]{10}$, but “12” was entered.',
      'H2 Expected “Verdict” to be one of the choices listed, but “也许” was entered.',
      'C3 Expected “ID number” to be a text cell, but it is a number of more than 15 digits, whose last ones Excel has lost; format the cell as text and type it again.',
      'D3 Expected “Born on” to be a date such as 2026-03-02, but “1990-02-30” was entered.',
      'E4 Expected “Theory” to have at most 1 decimal places, but “60.55” was entered.',
      'I4 Expected “Grader” to be a person known here, but there is no such person.',
    ])
  })

  it('are refused with a header that is not the template’s, named', async () => {
    const wang = await house().as('wang')
    const { list } = await openBatch(wang, 2029)
    const strange = await upload(
      wang,
      'a.xlsx',
      await workbookOf([
        ['姓名', '分数'],
        ['甲', 80],
      ]),
      list,
    )
    expect(strange.json().problems.map(({ code }: { code: string }) => code)).toContain('column-unknown')
    expect(strange.json().problems.map(({ detail }: { detail: string }) => detail)).toContain('应有「准考证号」一列，但表头里没有。')
    const none = await upload(wang, 'a.xlsx', await workbookOf([['一'], ['二']]), list)
    expect(none.json().problems).toEqual([expect.objectContaining({ code: 'header-missing' })])
  })

  it('may be a thousand, and no more', async () => {
    const wang = await house().as('wang')
    const { list } = await openBatch(wang, 2030)
    expect((await tried(wang, list, batchOf(1000))).json()).toMatchObject({ outcome: 'ready', count: 1000 })
    expect((await tried(wang, list, batchOf(1001))).json().problems).toEqual([
      expect.objectContaining({ row: null, detail: '「成绩」应不超过1000项，但填写的是1001项。' }),
    ])
    expect((await tried(wang, list, batchOf(1600))).json()).toMatchObject({ status: 422, code: 'sheet-refused' })
  })

  it('are taken away again as they were sealed, ID numbers masked, and text that looks like a formula stays text', async () => {
    const wang = await house().as('wang')
    const { id, number, list } = await openBatch(wang, 2031)
    const rows = batchOf(3).map((row, index) => [...row.slice(0, 9), index === 0 ? '=HYPERLINK("http://x")' : ''])
    const { items } = (await tried(wang, list, rows)).json()
    const onPage = await wang.send('POST', `${list}/filled`, { items })
    expect(await textsOf(onPage.rawPayload)).toHaveLength(5)
    await wang.send('POST', `/api/cases/${id}/steps/enter`, {
      expectedVersion: 1,
      parts: { 'QR-96-01/scores': { scores: items } },
      password,
    })
    const away = await wang.get(`/api/records/QR-96-01/${number}/001/sheets/scores`)
    expect(away.headers['content-disposition']).toBe(`attachment; filename="QR-96-01_${number}_001_scores.xlsx"`)
    const [zh, en, first] = await textsOf(away.rawPayload)
    expect(zh?.slice(0, 3)).toEqual(['准考证号 *', '姓名 *', '身份证号'])
    expect(en?.slice(0, 3)).toEqual(['Ticket *', 'Name *', 'ID number'])
    expect(first).toEqual([
      '2026000001',
      '考生1',
      '210102********0001',
      '32875',
      '60.5',
      '70.0',
      '65.25',
      '否',
      'granted 同意',
      '人员li (li)',
      '=HYPERLINK("http://x")',
    ])
    expect((await (await house().as('lin')).get(`/api/records/QR-96-01/${number}/001/sheets/scores`)).statusCode).toBe(404)
    expect((await wang.get(`/api/records/QR-96-01/${number}/001/sheets/entered_on`)).statusCode).toBe(404)
  })
})

describe('the template of a list', () => {
  it('brings the rows the form lays down, and a sheet that changes them is told so', async () => {
    const wang = await house().as('wang')
    const { id } = await openApplication(wang)
    const list = `/api/cases/${id}/steps/apply/sheets/QR-90-01/apply/items`
    const template = await wang.get(list)
    expect(template.headers['content-type']).toContain('spreadsheetml')
    expect(await textsOf(template.rawPayload)).toEqual([
      ['指标', '权重', '数量 *', '折算'],
      ['Indicator', 'Weight', 'Count *', 'Share'],
      ['A1', '60.00'],
      ['A2', '40.00'],
    ])
    const fill = async (...rows: Row[]) =>
      (await upload(wang, 'a.xlsx', await workbookOf([['指标', '权重', '数量', '折算'], ...rows]), list)).json()
    expect(await fill(['A2', 40, 2, ''], ['A1', 60, 3, 18])).toMatchObject({
      outcome: 'ready',
      items: [
        { indicator: 'A2', weight: '40.00', count: 2 },
        { indicator: 'A1', weight: '60.00', count: 3 },
      ],
    })
    const changed = await fill(['A1', 70, 3, ''], ['A2', 40, 2, 9])
    expect(changed.problems).toContainEqual(expect.objectContaining({ row: 2, code: 'row-not-expected' }))
    expect(changed.problems).toContainEqual(expect.objectContaining({ row: 3, column: 'D', code: 'not-yours-to-fill' }))
  })

  it('is given to whoever may take the step, and to nobody else', async () => {
    const wang = await house().as('wang')
    const { list } = await openBatch(wang, 2032)
    expect((await wang.get(list)).statusCode).toBe(200)
    expect((await (await house().as('lin')).get(list)).statusCode).toBe(404)
    expect((await (await house().as('zhao')).get(list)).json()).toMatchObject({ status: 403, code: 'role-missing' })
    expect((await (await house().as('he')).get(list)).json()).toMatchObject({ status: 403, code: 'not-allowed' })
    expect((await wang.get(list.replace('/enter/', '/issue/'))).statusCode).toBe(404)
    expect((await wang.get(list.replace(/scores$/, 'entered_on'))).statusCode).toBe(404)
    expect((await upload(await house().as('zhao'), 'a.xlsx', await workbookOf([titles]), list)).statusCode).toBe(403)
  })

  it('takes a list of single values in one column', async () => {
    const [wang, zhao] = [await house().as('wang'), await house().as('zhao')]
    const { id, list } = await openBatch(wang, 2033)
    const { items } = (await tried(wang, list, batchOf(2))).json()
    await wang.send('POST', `/api/cases/${id}/steps/enter`, {
      expectedVersion: 1,
      parts: { 'QR-96-01/scores': { scores: items } },
      password,
    })
    const issued = (
      await zhao.send('POST', `/api/cases/${id}/steps/issue`, { expectedVersion: 2, parts: { 'QR-96-01/closing': {} } })
    ).json()
    expect(issued.opened).toHaveLength(2)
    const at = (field: string) => `/api/cases/${issued.opened[0].id}/steps/finish/sheets/QR-96-02/closing/${field}`
    const one = async (field: string, ...cells: string[]) =>
      (await upload(wang, 'a.xlsx', await workbookOf(cells.map((cell) => [cell])), at(field))).json()
    expect(await one('kinds', '事项', 'Matters', '同意', 'refused')).toMatchObject({ outcome: 'ready', items: ['granted', 'refused'] })
    expect(await one('notes', '说明', '其一', '其二')).toMatchObject({ items: ['其一', '其二'] })
    expect(await one('helpers', '协办人', 'li', '某人')).toMatchObject({ problems: [{ row: 3, column: 'A', code: 'unknown-person' }] })
  })
})

describe('a register', () => {
  it('is taken away as it stands or stood, by whoever may read it', async () => {
    const [zhao, wang, li] = [await house().as('zhao'), await house().as('wang'), await house().as('li')]
    await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2034 })
    const { id } = (await wang.get('/api/cases?document=QP-95&year=2034&site=S-01')).json().items[0].case
    const visit = { finding: '所见', met: { person: wang.person, name: '' }, grade: 'granted' }
    await wang.send('POST', `/api/cases/${id}/steps/visit`, { expectedVersion: 1, parts: { 'QR-95-01/visit': visit } })
    const sheet = '/api/registers/visited_sites/sheet.xlsx'
    const now = await textsOf((await li.get(sheet)).rawPayload)
    const page = (await li.get('/api/registers/visited_sites')).json()
    expect(now[0]).toEqual([page.keyTitle.zh, ...page.columns.map(({ title }: { title: { zh: string } }) => title.zh)])
    expect(now).toHaveLength(3)
    expect(now[2]?.join(' ')).toContain('同意')
    expect(await textsOf((await li.get(`${sheet}?on=2020-01-01`)).rawPayload)).toHaveLength(2)
    expect((await (await house().as('none')).get(sheet)).statusCode).toBe(404)
    expect((await li.get('/api/registers/nothing/sheet.xlsx')).statusCode).toBe(404)
  })
})
