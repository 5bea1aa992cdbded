import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '#engine'
import type { FaceSource } from '../../../server/documents/render/face.ts'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { makeRecordRenderer, type RecordRenderer } from '../../../server/documents/render/render-record.ts'
import { readTemplates, type Templates } from '../../../server/documents/render/templates.ts'
import * as sheets from './support/plausible-sheets.ts'
import { hasPoppler, pagesOfPdf, textOfPdf } from './support/poppler.ts'
import { readForms, readReference, sampleSheet } from './support/sample-sheet.ts'

const forms = readForms('records/forms')
const reference = readReference('records/lists')
let templates: Templates
let renderer: RecordRenderer
beforeAll(async () => {
  templates = await readTemplates('templates')
  renderer = makeRecordRenderer(templates)
})
afterAll(() => renderer.close())

function formOf(code: string) {
  const form = forms.find((one) => one.code === code)
  if (form === undefined) throw new Error(`Expected a form ${code}, but there is none`)
  return form
}
const sheetOf = (code: string, kind: sheets.Kind, more: Partial<FaceSource> = {}) =>
  makeFace(sheets.plausible(formOf(code), reference, kind, more))
const drawn = (code: string, kind: sheets.Kind, more: Partial<FaceSource> = {}, language: Language = 'zh') =>
  templates.draw(sheetOf(code, kind, more), language)
const pdf = (code: string, kind: sheets.Kind, more: Partial<FaceSource> = {}) =>
  renderer.renderRecord(sheetOf(code, kind, more), { format: 'pdf', language: 'zh', embedded: [] })
const times = (text: string, part: string) => text.split(part).length - 1

describe('the licence', () => {
  it('stands behind the decision that grants it', () => {
    const page = drawn('QR-07-04', sheets.licence)
    expect(page).toContain('鉴定所（站）许可决定书')
    expect(page).toContain('职业技能鉴定许可证')
    expect(page).toContain('JD06011018')
  })

  it('is not printed where the decision refuses it', () => {
    const [decision] = sheets.licence.fillings
    const { licence_no: _number, valid_from: _from, valid_until: _until, licensed_scope: _scope, ...values } = decision?.values ?? {}
    const refused = {
      ...sheets.licence,
      fillings: [{ part: 'decision', by: decision?.by ?? [], values: { ...values, decision: 'refuse' } }],
    }
    expect(drawn('QR-07-04', refused)).toContain('不予许可')
    expect(drawn('QR-07-04', refused)).not.toContain('职业技能鉴定许可证')
  })
})

describe('the notice of correction', () => {
  it('names every item once and the date', () => {
    const page = drawn('QR-07-02', sheets.correctionNotice)
    expect(page).toContain('补正通知书')
    expect(times(page, '法人资格证明复印件未加盖公章')).toBe(1)
    expect(page).toContain('2026年3月16日')
  })
})

describe('the room list', () => {
  it('gives each room a page with its own seats, and nobody twice', () => {
    const page = drawn('QR-12-05', sheets.rooms(60))
    expect(times(page, '考场座次表')).toBe(2)
    const tickets = [...page.matchAll(/260031\d{6}/g)].map(([ticket]) => ticket)
    expect(tickets).toHaveLength(60)
    expect(new Set(tickets).size).toBe(60)
  })
})

describe('admission tickets', () => {
  it('are one for each candidate, with room, seat and station', () => {
    const page = drawn('QR-12-06', sheets.tickets(14))
    expect(times(page, '职业技能鉴定准考证')).toBe(14)
    expect(page).toContain('001 考场 14 号')
    expect(page).toContain('101-14')
  })
})

describe('the certificate list', () => {
  it.skipIf(!hasPoppler)('of four hundred fits twenty pages, with every name and number', async () => {
    const bytes = await pdf('QR-14-01', sheets.certificates(400))
    expect(pagesOfPdf(bytes)).toBeLessThanOrEqual(20)
    const text = textOfPdf(bytes)
    for (const at of [0, 199, 399]) expect(text).toContain(sheets.nameAt(at))
    for (let serial = 1; serial <= 400; serial += 1) expect(text).toContain(`26060110183${String(serial).padStart(5, '0')}`)
  })

  it('masks the ID numbers', () => {
    expect(drawn('QR-14-01', sheets.certificates(3))).not.toContain('21021119900101001X')
  })

  it('prints a certificate for each number where the numbers are printed alone', () => {
    const page = drawn('QR-14-01', sheets.certificates(3), { serial: 4 })
    expect(times(page, '职业资格证书</p>')).toBe(3)
    expect(page).not.toContain('21021119900101001X')
    expect(drawn('QR-14-01', sheets.certificates(3), { serial: 4, unmasked: true })).toContain('21021119900101001X')
  })
})

describe('the score sheet', () => {
  it('prints each candidate once, though three parts list them', () => {
    expect(times(drawn('QR-13-03', sheets.scores(60)), '260031001001')).toBe(1)
  })

  it.skipIf(!hasPoppler)('of four hundred fits twelve pages', async () => {
    expect(pagesOfPdf(await pdf('QR-13-03', sheets.scores(400)))).toBeLessThanOrEqual(12)
  })
})

describe('the sheet of on-site scores', () => {
  it('says the name of a section once, as the heading of its group, not in every row', () => {
    const form = formOf('QR-08-04')
    const sections = new Map(
      reference.flatMap(({ tables }) => tables?.inspection_sections?.rows ?? []).map((row) => [row.code, String(row.zh)]),
    )
    const source = sampleSheet(form, reference)
    const named = source.sealed.map((one) => {
      const scores = one.values.scores
      if (!Array.isArray(scores)) return one
      const rows = scores.map((row) => ({ ...(row as object), section_name: sections.get((row as { section: string }).section) ?? '' }))
      return { ...one, values: { ...one.values, scores: rows } }
    })
    const page = templates.draw(makeFace({ ...source, sealed: named }), 'zh')
    for (const [code, name] of sections) {
      expect(page).toContain(`${code} ${name}`)
      expect(page).not.toContain(`<td>${name}</td>`)
    }
  })
})

describe.each([
  ['QR-17-05', sheets.supervisionReport, ['一、督导情况', '二、问题与建议', '张贴于内部走廊'], '验证栏'],
  ['QR-20-01', sheets.auditPlan, ['一、审核范围与准则', '三、日程与分工', 'NS-2026-01'], '首次会议栏'],
  ['QR-20-03', sheets.auditReport, ['一、审核概况', '四、审核结论', '一般不符合3项'], '跟踪栏'],
  ['QR-03-03', sheets.reviewReport, ['二、评审结论', '改进决议', '新增电工、焊工高级考评员各5名'], '逾期栏'],
  ['QR-21-01', sheets.nonconformity, ['不合格事实', '逾期2天', '考务科'], '异议裁定栏'],
  ['QR-15-01', sheets.receipt, ['缴费人联', '存根联', '280.00'], '对账栏'],
  ['QR-12-09', sheets.handOver, ['封条号', 'F20260306', '窦刚'], ''],
] as const)('the sheet %s', (code, kind, said, empty) => {
  it('says what people file it for', () => {
    for (const words of said) expect(drawn(code, kind)).toContain(words)
  })

  it('leaves out the parts nobody has filled, once something is sealed', () => {
    if (empty !== '') expect(drawn(code, kind)).not.toContain(empty)
  })

  it.skipIf(!hasPoppler)('fits one page, in Chinese and in English', async () => {
    expect(pagesOfPdf(await pdf(code, kind))).toBe(1)
    expect(drawn(code, kind, {}, 'en')).toContain(formOf(code).title.en)
  })
})
