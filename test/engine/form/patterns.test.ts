import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, makePartValidator, mergeReference, type RecordForm, validatePart } from '#engine'

const title = { zh: '编号', en: 'Number' }
const formWith = (pattern: string): RecordForm => ({
  code: 'QR-01-01',
  document: 'QP-01',
  revision: 'A/0',
  title,
  retention: { class: '5y', reason: title },
  confidentiality: 'internal',
  parts: { only: { title, fields: { number: { title, type: 'string', pattern } } } },
})
const patterns = [
  '^[0-9]{17}[0-9X]$',
  '^PC-\\d{4}-\\d{4}$',
  '^[A-Z]/\\d{1,2}$',
  '^\\w?\\.[a-c]{2,4}$',
  '^a.c$',
  '^(a|b)+$',
  '[0-9]',
  '^.*$',
  '^编号\\d{3}$',
]
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.stringMatching(/^(PC-\d{4}-\d{4}|[A-Z]\/\d{1,3}|\w?\.[a-d]{2,5}|编号\d{2,4}|\d{17}[0-9X])\n?$/),
)

describe('a pattern of a form', () => {
  it.each(patterns)('means what RE2 says it means: %s', (pattern) => {
    const validator = makePartValidator(formWith(pattern), mergeReference([]))
    fc.assert(
      fc.property(text, (number) => {
        const refused = validatePart(validator, 'only', { number }).some(({ code }) => code === 'pattern')
        expect(refused).toBe(!compilePattern(pattern).matcher(number).find())
      }),
    )
  })
})
