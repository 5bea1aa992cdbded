import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, decimalText, type FieldValue } from '#engine'
import { type Fields, ruleOver } from './form-rule.ts'

const number = { type: 'number' } as const
const integer = { type: 'integer' } as const
const boolean = { type: 'boolean' } as const
const among = (...codes: string[]) => ({ type: 'enum', values: codes.map((code) => ({ code, zh: code, en: code })) }) as const
const rows = (columns: Fields) => ({ type: 'list', of: 'row', columns }) as unknown as Fields[string]

/** Expressions of the catalogue as written there, in JavaScript, and as they stand in the language. */
const translations: readonly (readonly [original: string, rule: string, fields: Fields])[] = [
  [
    'final_score >= 75 && weak_sections == 0 && !veto',
    'final_score >= 75 && weak_sections == 0 && !veto',
    { final_score: number, weak_sections: integer, veto: boolean },
  ],
  ['final_score < 60 || veto', 'final_score < 60 || veto', { final_score: number, veto: boolean }],
  [
    '!veto && ((final_score >= 60 && final_score < 75) || (final_score >= 75 && weak_sections > 0))',
    '!veto && ((final_score >= 60 && final_score < 75) || (final_score >= 75 && weak_sections > 0))',
    { final_score: number, weak_sections: integer, veto: boolean },
  ],
  [
    'open_items <= 2 && recheck_score >= 70 && round == 1',
    'open_items <= 2 && recheck_score >= 70 && round == 1',
    { open_items: integer, recheck_score: number, round: integer },
  ],
  [
    "due_days <= (grade == 'major' ? 40 : 20)",
    "due_days <= (grade == 'major' ? 40 : 20)",
    { due_days: integer, grade: among('major', 'minor') },
  ],
  [
    "!recurred && (grade != 'major' || observe_days >= 20)",
    "!recurred && (grade != 'major' || observe_days >= 20)",
    { recurred: boolean, grade: among('major', 'minor'), observe_days: integer },
  ],
  [
    'panel.length >= 3 && panel.length % 2 == 1',
    'size(panel) >= 3 && size(panel) % 2 == 1',
    { panel: rows({ grade: among('senior', 'other') }) },
  ],
  [
    "panel.length >= 3 && (!['1', '2'].includes(level) || panel.every(p => p.grade == 'senior'))",
    "size(panel) >= 3 && (!(level in ['1', '2']) || panel.all(p, p.grade == 'senior'))",
    { panel: rows({ grade: among('senior', 'other') }), level: among('1', '2', '3') },
  ],
  [
    'check_items.every(c => !c.mandatory || c.pass)',
    'check_items.all(c, !c.mandatory || c.pass)',
    { check_items: rows({ mandatory: boolean, pass: boolean }) },
  ],
  [
    "change_items.every(c => c.item != 'add') || addition_score >= 80",
    "change_items.all(c, c.item != 'add') || addition_score >= 80",
    { change_items: rows({ item: among('add', 'drop') }), addition_score: number },
  ],
  [
    "rooms.every(r => r.invigilators >= 2 && (r.kind == 'skill' || r.seats / r.invigilators <= 15) && (r.kind != 'theory' || r.seats <= 30))",
    "rooms.all(r, r.invigilators >= 2 && (r.kind == 'skill' || r.seats / r.invigilators <= 15) && (r.kind != 'theory' || r.seats <= 30))",
    { rooms: rows({ invigilators: integer, kind: among('skill', 'theory', 'other'), seats: integer }) },
  ],
  [
    'approved_rate > 0 && approved_rate <= 50',
    'filled(approved_rate) && approved_rate > 0 && approved_rate <= 50',
    { approved_rate: { ...number, optional: true } },
  ],
  ['approved_rate == null', '!filled(approved_rate)', { approved_rate: { ...number, optional: true } }],
  [
    'reduction_rate == (approved_rate == null ? 0 : approved_rate)',
    'reduction_rate == (filled(approved_rate) ? approved_rate : 0.0)',
    { reduction_rate: number, approved_rate: { ...number, optional: true } },
  ],
  [
    'drawn == issued + custody + spoiled + returned',
    'drawn == issued + custody + spoiled + returned',
    { drawn: integer, issued: integer, custody: integer, spoiled: integer, returned: integer },
  ],
  ['train_hours < 16 || exam_score < 80', 'train_hours < 16 || exam_score < 80', { train_hours: integer, exam_score: number }],
  [
    '!is_measuring || abs(deviation) <= tolerance',
    '!is_measuring || abs(deviation) <= tolerance',
    { is_measuring: boolean, deviation: number, tolerance: number },
  ],
  ['struck && struck.length > 0', 'filled(struck) && size(struck) > 0', { struck: { type: 'list', of: 'string', optional: true } }],
  [
    'batch_no == null || id_check_rate >= (subsidised ? 100 : 20)',
    'filled(batch_no) ? id_check_rate >= (subsidised ? 100 : 20) : true',
    { batch_no: { type: 'string', optional: true }, id_check_rate: number, subsidised: boolean },
  ],
  [
    "veto || final_score < 60 ? 'revoke' : final_score < 75 || weak_sections > 0 ? 'rectify' : final_score < 90 ? 'qualified' : 'excellent'",
    "veto || final_score < 60 ? 'revoke' : final_score < 75 || weak_sections > 0 ? 'rectify' : final_score < 90 ? 'qualified' : 'excellent'",
    { veto: boolean, final_score: number, weak_sections: integer },
  ],
  [
    'section_scores.filter(s => s.score < 0.6 * s.weight).length',
    'size(section_scores.filter(s, s.score < 0.6 * s.weight))',
    { section_scores: rows({ score: number, weight: integer }) },
  ],
  [
    '!conflict && accepted_count == panel.length',
    '!conflict && accepted_count == size(panel)',
    { conflict: boolean, accepted_count: integer, panel: rows({ grade: among('a', 'b') }) },
  ],
]

/** Values crowd round the numbers that decide: small counts, hundredths about 60, 75 and 90. */
function someValueOf(field: Fields[string]): fc.Arbitrary<FieldValue> {
  switch (field.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 45 }))
    case 'number':
      return fc.oneof(
        fc.constantFrom('0.00', '20.00', '50.00', '59.99', '60.00', '74.99', '75.00', '80.00', '89.99', '90.00', '100.00'),
        fc.integer({ min: -500, max: 10_000 }).map((hundredths) => decimalText(new Decimal(hundredths).div(100), 2)),
      )
    case 'list':
      return field.of === 'row'
        ? (fc.array(valuesOf((field.columns ?? {}) as Fields), { maxLength: 6 }) as unknown as fc.Arbitrary<FieldValue>)
        : fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 })
    default:
      return fc.constantFrom(...(field.values?.map(({ code }) => code) ?? ['x']))
  }
}

function valuesOf(fields: Fields): fc.Arbitrary<Record<string, FieldValue>> {
  const required = Object.keys(fields).filter((key) => fields[key]?.optional !== true)
  return fc.record(Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, someValueOf(field)])), { requiredKeys: required })
}

/** The same values as JavaScript saw them: numbers for decimals, null for what is not filled. */
function asJavaScript(fields: Fields, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const value = values[key]
      if (value === undefined) return [key, null]
      if (field.type === 'number') return [key, Number(value)]
      if (field.type === 'list' && field.of === 'row')
        return [key, (value as Record<string, unknown>[]).map((row) => asJavaScript(field.columns as Fields, row))]
      return [key, value]
    }),
  )
}

describe('expressions translated from the catalogue', () => {
  it.each(translations)('%s', (original, source, fields) => {
    const javaScript = new Function(...Object.keys(fields), 'abs', `return ${original}`)
    const { evaluate } = ruleOver(fields, source)
    const outcomes = new Set<unknown>()
    fc.assert(
      fc.property(valuesOf(fields), (values) => {
        const expected = javaScript(...Object.values(asJavaScript(fields, values)), Math.abs) as unknown
        const found = evaluate(values)
        outcomes.add(found)
        expect(typeof found === 'bigint' ? Number(found) : found).toBe(
          typeof expected === 'number' || typeof expected === 'string' ? expected : Boolean(expected),
        )
      }),
      { numRuns: 400, seed: 20260302 },
    )
    expect(outcomes.size, 'the values reach more than one outcome').toBeGreaterThan(1)
  })
})
