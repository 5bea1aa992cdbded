import { describe, expect, it } from 'vitest'
import type { SealedPart, Values } from '#engine'
import type { Face, FaceSource } from '../../../server/documents/render/face.ts'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { entriesFor, sampleSheet, sealed, signer } from './support/sample-sheet.ts'
import { scoringForm, smallForm, smallReference } from './support/small-forms.ts'

const director = signer('王晓梅', 'director')
const report = (values: Values, serial = 1, by = [director]): SealedPart => sealed(smallForm, 'report', serial, values, by)
const face = (parts: readonly SealedPart[], more: Partial<FaceSource> = {}): Face =>
  makeFace({ ...sampleSheet(smallForm, smallReference), sealed: parts, entries: entriesFor(parts), ...more })
const text = (values: Values, key: string, more: Partial<FaceSource> = {}) => face([report(values)], more).sections[0]?.fields[key]?.text

describe('the face of a record', () => {
  it('words every value as a person in the centre writes it', () => {
    expect(text({ amount: '1234567.50' }, 'amount')).toEqual({ zh: '1,234,567.50 元', en: 'CNY 1,234,567.50' })
    expect(text({ seen_at: '2026-03-02T16:20:00.000Z' }, 'seen_at')).toEqual({ zh: '2026年3月3日 00:20', en: '3 March 2026 00:20' })
    expect(text({ fit: false }, 'fit')).toEqual({ zh: '否', en: 'No' })
    expect(text({ level: '3' }, 'level')).toEqual({ zh: '三级/高级工', en: 'Level 3' })
    expect(text({ file: { attachment: 'x', name: '台账.xlsx', type: 'x', size: 2048, sha256: 'ab'.repeat(32) } }, 'file')?.zh).toBe(
      '台账.xlsx (2.0 kB, sha256 abababab…)',
    )
  })

  it('masks a sensitive value unless the unmasking was asked for', () => {
    expect(text({ id_number: '210102199001011234' }, 'id_number')?.zh).toBe('210102********1234')
    expect(text({ id_number: '210102199001011234' }, 'id_number', { unmasked: true })?.zh).toBe('210102199001011234')
  })

  it('says that a value is sealed where only its commitment is known', () => {
    const commitment = { $commitment: `sha256:${'0'.repeat(64)}` } as unknown as string
    expect(text({ id_number: commitment }, 'id_number', { unmasked: true })?.zh).toBe('〔已封存〕')
  })

  it('leaves unset fields and unfilled parts blank', () => {
    const [first, second] = face([report({ name: '一号' })]).sections
    expect(first?.fields.amount).toMatchObject({ state: 'unset', text: { zh: '', en: '' } })
    expect(second).toMatchObject({ filled: false, signatures: [] })
  })

  it('shows the latest filling of a part, and earlier ones as revisions', () => {
    const [section] = face([report({ name: '初稿' }, 1), report({ name: '定稿' }, 2)]).sections
    expect(section?.fields.name?.text.zh).toBe('定稿')
    expect(section?.revisions.map(({ number }) => number)).toEqual(['QR-99-01/QP-99-2026-00031/001'])
  })

  it('prints one filling alone, under its own number and hash', () => {
    const parts = [report({ name: '初稿' }, 1), report({ name: '定稿' }, 2)]
    const alone = face(parts, { serial: 1 })
    expect(alone.number).toBe('QR-99-01/QP-99-2026-00031/001')
    expect(alone.sections.map(({ key }) => key)).toEqual(['report'])
    expect(alone.sections[0]?.fields.name?.text.zh).toBe('初稿')
    expect(alone.qr).toBe(`guiju:QR-99-01/QP-99-2026-00031/001#sha256:${'02'.repeat(32)}`)
  })

  it('prints the number that a counter gave in the entry', () => {
    const parts = [report({})]
    const entries = new Map([
      [2, { hash: `sha256:${'1'.repeat(64)}` as const, clock: 'real' as const, numbers: { name: 'ZG-2026-0004', case_number: 'x' } }],
    ])
    expect(face(parts, { entries }).sections[0]?.fields.name?.text.zh).toBe('ZG-2026-0004')
  })

  it('names who signed, for whom, in which role, meaning what, and when with the zone', () => {
    const deputy = signer('王晓梅', 'director', { standsFor: { person: 'p', name: '赵志强' } })
    const system = signer('system', 'system', { kind: 'system', signature: null })
    expect(
      face([report({}, 1, [deputy, system])]).sections[0]?.signatures.map((each) => [
        each.name.zh,
        each.standsFor.zh,
        each.role.zh,
        each.meaning.zh,
        each.at.zh,
      ]),
    ).toEqual([
      ['王晓梅', '代 赵志强', '中心主任', '批准（电子签名，口令）', '2026年3月2日 10:20:01 (UTC+8)'],
      ['系统自动办理', '', '', '', '2026年3月2日 10:20:01 (UTC+8)'],
    ])
  })

  it('is marked where any part shown was sealed under a simulated clock', () => {
    const parts = [report({})]
    expect(face(parts).simulated).toBe(false)
    expect(face(parts, { entries: entriesFor(parts, 'simulated') }).simulated).toBe(true)
  })

  it('says where a filled-in value came from', () => {
    const part = {
      ...report({ name: '93.50' }),
      origins: { name: { kind: 'given', case: 'c', number: 'WI-08-01-2026-00004', document: 'WI-08-01', step: 's' } as const },
    }
    expect(face([part]).sections[0]?.fields.name?.origin.zh).toBe('取自 WI-08-01-2026-00004')
  })
})

describe('figures of several people side by side', () => {
  const codes = ['A1', 'A2', 'A3', 'B1', 'B2', 'B3']
  const scores = (score: string) => ({ scores: codes.map((indicator) => ({ indicator, section: indicator.slice(0, 1), max: 3, score })) })
  const by = (person: string) => [signer(person, 'inspector', { person })]
  const sheet = (parts: readonly SealedPart[]) =>
    makeFace({ ...sampleSheet(scoringForm, smallReference), sealed: parts, entries: entriesFor(parts) }).sections[0]?.matrix
  const score = (person: string, serial: number, value: string) => sealed(scoringForm, 'score', serial, scores(value), by(person))

  it('stand in groups with exact subtotals and totals', () => {
    const matrix = sheet([score('孙立', 1, '2.1'), score('周敏', 2, '0.1')])
    expect(matrix?.people.map(({ name }) => name)).toEqual(['孙立', '周敏'])
    expect(matrix?.groups.map(({ title }) => title.zh)).toEqual(['A 机构', 'B 场地'])
    expect(matrix?.groups[0]?.subtotals.map(({ text }) => text.zh)).toEqual(['', '9', '6.3', '0.3'])
    expect(matrix?.totals.map(({ text }) => text.zh)).toEqual(['', '18', '12.6', '0.6'])
  })

  it("are each person's last, where someone scored again", () => {
    const matrix = sheet([score('孙立', 1, '2.1'), score('周敏', 2, '0.1'), score('孙立', 3, '1.0')])
    expect(matrix?.totals.map(({ text }) => text.zh)).toEqual(['', '18', '0.6', '6.0'])
  })

  it('print their fixed rows on a blank sheet too', () => {
    const matrix = sheet([])
    expect(matrix?.groups.flatMap(({ rows }) => rows.map(({ cells }) => cells[0]?.text.zh))).toEqual(codes)
  })
})
