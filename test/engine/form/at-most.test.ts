import { describe, expect, it } from 'vitest'
import type { Reference } from '../../../engine/form/reference.ts'
import { makePartValidator, validatePart } from '../../../engine/form/validate-part.ts'
import { partSchema } from '../../../engine/index.ts'
import type { RecordForm } from '../../../engine/language/form.generated.ts'

const words = (zh: string) => ({ zh, en: zh })
const form: RecordForm = {
  code: 'QR-99-01',
  document: 'QP-99',
  revision: 'A/0',
  title: words('评分表'),
  retention: { class: '10y', reason: words('评分依据') },
  confidentiality: 'internal',
  parts: {
    score: {
      title: words('评分栏'),
      fields: {
        scores: {
          title: words('得分'),
          type: 'list',
          of: 'row',
          columns: {
            indicator: { title: words('指标'), type: 'string' },
            max: { title: words('分值'), type: 'integer' },
            score: { title: words('得分'), type: 'number', at_most: 'max' },
          },
        },
      },
    },
  },
}
const reference: Reference = {
  lists: new Map(),
  tables: new Map(),
  roles: new Map(),
  staffRoles: new Set<string>(),
  ownRoles: new Set<string>(),
  incompatibleRoles: [],
  calendars: [],
  fileOrders: [],
}
const scored = (...scores: readonly string[]) =>
  validatePart(makePartValidator(form, reference), 'score', { scores: scores.map((score) => ({ indicator: 'A1', max: 3, score })) })

describe('a column bounded by another', () => {
  it('takes every value up to the bound of its own row', () => {
    expect(scored('0.00', '2.50', '3.00')).toEqual([])
  })

  it('refuses a greater one at its own place, and says the bound', () => {
    expect(scored('3.00', '3.01')).toEqual([
      { path: '/scores/1/score', code: 'above-maximum', title: words('得分'), details: { maximum: '3' } },
    ])
  })

  it('tells a browser which column bounds it', () => {
    expect(JSON.stringify(partSchema(form, 'score', reference, 'zh'))).toContain('"x-at-most":"max"')
  })
})
