import { describe, expect, it } from 'vitest'
import { Decimal, fromRule, RuleReadsUnset } from '#engine'
import { problemOf, ruleOver } from './form-rule.ts'

const title = { zh: '字段', en: 'Field' }
const fields = {
  total: { type: 'number' },
  count: { type: 'integer' },
  veto: { type: 'boolean' },
  who: { type: 'person' },
  other: { type: 'person' },
  on: { type: 'date' },
  at: { type: 'datetime' },
  note: { type: 'text' },
  constructor: { type: 'string' },
  rows: {
    type: 'list',
    of: 'row',
    columns: { item: { type: 'string' }, mark: { type: 'number', optional: true }, constructor: { type: 'string', optional: true } },
  },
  people: { type: 'list', of: 'person' },
} as never
const evaluate = (source: string, values = {}) => ruleOver(fields, source).evaluate(values)

describe('a rule', () => {
  it('that reads a field nobody filled says which', () => {
    expect(() => evaluate('total > 1')).toThrow(new RuleReadsUnset('total'))
    expect(() => evaluate('rows.all(r, r.mark > 1)', { rows: [{ item: 'a' }] })).toThrow(new RuleReadsUnset('r.mark'))
  })

  it('may say by filled() what absence means', () => {
    expect(evaluate('filled(total) && total > 1')).toBe(false)
    expect(evaluate('!filled(total) || total > 1')).toBe(true)
    expect(evaluate('filled(total) ? total : 7.5')).toEqual(new Decimal('7.5'))
    expect(evaluate('rows.filter(r, filled(r.mark)).map(r, r.mark)', { rows: [{ item: 'a' }, { item: 'b', mark: '2.00' }] })).toEqual([
      new Decimal(2),
    ])
    expect(evaluate('filled(veto)', { veto: false })).toBe(true)
    expect(evaluate('filled(note)', { note: '' })).toBe(true)
  })

  it('knows no name it was not given, whatever JavaScript hangs on its objects', () => {
    for (const name of ['toString', '__proto__', 'hasOwnProperty', 'valueOf', 'process'])
      expect(problemOf(fields, `filled(${name})`)).toBeDefined()
    for (const source of ['total.constructor', 'on.text', 'who.constructor', 'rows[0].__proto__', 'total.d'])
      expect(problemOf(fields, source)?.kind).toBe('unknown-name')
  })

  it('reads a field named constructor like any other', () => {
    expect(evaluate('filled(constructor)')).toBe(false)
    expect(evaluate('constructor', { constructor: 'x' })).toBe('x')
    expect(evaluate('rows.exists(r, filled(r.constructor))', { rows: [{ item: 'a' }] })).toBe(false)
  })

  it('compares persons by identity, not by the name printed that day', () => {
    expect(evaluate('who == other', { who: { person: 'p1', name: '李明' }, other: { person: 'p1', name: '李敏' } })).toBe(true)
    expect(
      evaluate("people.exists(p, p.person == 'p2')", {
        people: [
          { person: 'p1', name: 'A' },
          { person: 'p2', name: 'B' },
        ],
      }),
    ).toBe(true)
  })

  it('moves dates by the calendar, clamped to the month', () => {
    expect(fromRule(evaluate('add_months(on, 1)', { on: '2026-01-31' }), { type: 'date', title })).toBe('2026-02-28')
    expect(fromRule(evaluate('add_days(add_years(on, 3), -1)', { on: '2024-02-29' }), { type: 'date', title })).toBe('2027-02-27')
    expect(fromRule(evaluate('end_of_quarter(on)', { on: '2026-05-02' }), { type: 'date', title })).toBe('2026-06-30')
    expect(evaluate('months_between(on, today)', { on: '2025-12-03' })).toBe(2n)
    expect(evaluate('workdays_between(today, on)', { on: '2026-03-09' })).toBe(7n)
    expect(evaluate('on > today', { on: '2026-03-03' })).toBe(true)
    expect(evaluate('latest([on, today]) == today', { on: '2026-03-01' })).toBe(true)
  })

  it.each([
    ['total +', 'parse'],
    ['totl > 1', 'unknown-name'],
    ['total > "a"', 'type'],
    ['on > at', 'type'],
    ['veto ? 1 : 0.5', 'type'],
    ['dyn(total) > 1', 'function'],
    ['note.matches("(a+)+$")', 'function'],
    ['double("0.1") < 1.0', 'function'],
    ['cel.bind(x, total, x) > 1', 'function'],
  ])('%s is no rule', (source, kind) => {
    expect(problemOf(fields, source)?.kind).toBe(kind)
  })

  it('is pointed into where its author wrote it, though decimals and divisions are rewritten', () => {
    const source = '0.25 / 0.5 < 1.5 && totl > 2'
    expect(problemOf(fields, source)).toMatchObject({ kind: 'unknown-name', name: 'totl', offset: source.indexOf('totl') })
  })

  it('lists what it reads', () => {
    const { rule } = ruleOver(fields, 'total > 1 && filled(on) && rows.all(r, r.item != "") && on < today')
    expect(rule.reads.map((path) => path.join('.'))).toEqual(['total', 'rows', 'rows.*.item', 'on', 'today'])
    expect(rule.occurrences.filter(({ sure }) => sure).map(({ path }) => path.join('.'))).toEqual(['on'])
  })

  it('does not take the guard of one row for another', () => {
    const { rule } = ruleOver(fields, 'rows.all(a, filled(a.mark) && rows.all(b, b.mark > 1))')
    expect(rule.occurrences.find(({ path }) => path.join('.') === 'rows.*.mark')?.sure).toBe(false)
  })

  it('counts the places of a list from one', () => {
    const { evaluate } = ruleOver(fields, "range(3).map(i, ['甲', '乙', '丙'][i - 1] + string(10000 + i).substring(1)).join(' ')")
    expect(evaluate({})).toBe('甲0001 乙0002 丙0003')
    expect(ruleOver(fields, 'size(range(0)) == 0').evaluate({})).toBe(true)
  })

  it('matches whole texts by a pattern that cannot stall', () => {
    expect(evaluate('matches(note, "[0-9]{8}")', { note: '12345678' })).toBe(true)
    expect(evaluate('matches(note, "[0-9]{8}")', { note: '123456789' })).toBe(false)
    expect(evaluate('matches(note, "(a+)+b")', { note: 'a'.repeat(50_000) })).toBe(false)
  })
})
