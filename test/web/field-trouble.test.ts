import { describe, expect, it } from 'vitest'
import { findTroubles, troubleKey, troublesOfProblem } from '../../server/web/form/field-trouble.ts'
import type { Say } from '../../server/web/language/language.tsx'
import { zh } from '../../server/web/messages/zh.ts'
import { scoringPart } from './sheet.ts'

const say: Say = (key, values = {}) => zh[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
const at = (path: string) => troubleKey('QR-99-01/score', path)
const row = { section: 'A', indicator: 'A1', max: 3 }
const complete = { opinion: '同意', id_number: '2101', scores: [{ ...row, score: '2.50' }] }

describe('before a step is submitted', () => {
  it('nothing is wrong with a form that is filled in', () => {
    expect(findTroubles(scoringPart(), complete, say)).toEqual(new Map())
  })

  it('what is missing is named at its place, and nothing the system fills in is', () => {
    const found = findTroubles(scoringPart(), { scores: [row] }, say)
    expect([...found.keys()].toSorted()).toEqual([at('/id_number'), at('/opinion'), at('/scores/0/score')].toSorted())
    expect(found.get(at('/opinion'))).toBe(zh['trouble.required'])
  })

  it('too many decimals are refused, not rounded', () => {
    expect(findTroubles(scoringPart(), { ...complete, deduction: '1.005' }, say).get(at('/deduction'))).toBe(
      say('trouble.decimal', { scale: 2 }),
    )
  })

  it('limits of decimals are held', () => {
    expect(findTroubles(scoringPart(), { ...complete, deduction: '40.01' }, say).get(at('/deduction'))).toBe(
      say('trouble.above', { max: '40' }),
    )
    expect(findTroubles(scoringPart(), { ...complete, scores: [{ ...row, score: '-0.01' }] }, say).get(at('/scores/0/score'))).toBe(
      say('trouble.below', { min: '0' }),
    )
    expect(findTroubles(scoringPart(), { ...complete, deduction: '40.00' }, say)).toEqual(new Map())
  })

  it('a text too long says how long it may be', () => {
    expect(findTroubles(scoringPart(), { ...complete, opinion: '同'.repeat(11) }, say).get(at('/opinion'))).toBe(
      say('trouble.tooLong', { most: 10 }),
    )
  })
})

it('what the server says of a field stands at that field', () => {
  const problem = {
    type: 'x',
    title: 'x',
    status: 422,
    detail: 'x',
    code: 'part-invalid',
    fields: [{ form: 'QR-99-01', part: 'score', path: '/scores/3/score', code: 'required', detail: '此项必填' }],
  }
  expect(troublesOfProblem(problem)).toEqual(new Map([[at('/scores/3/score'), '此项必填']]))
})
