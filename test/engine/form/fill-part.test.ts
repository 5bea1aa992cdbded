import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { ownKeywords } from '../../../engine/form/part-schema.ts'
import { type Field, type FieldProblem, fieldProblemCodes, normalise, partSchema, sayProblem, validatePart } from '../../../engine/index.ts'
import { caseOf, person } from '../support/case-of.ts'
import { fixture } from '../support/library.ts'

const li = person('li', 'clerk')
const good = { amount: '500', urgent: false, items: [{ count: 3 }, { count: 5 }] }
const applying = (data: Readonly<Record<string, unknown>>) => caseOf('QP-90').when({ step: 'apply', by: li, data })
const problems = (data: Readonly<Record<string, unknown>>) => applying({ ...good, ...data }).problems()

describe('a part as it is sealed', () => {
  it('holds what the person entered, what the form fills and what is computed, canonical', () => {
    const { accepted } = applying(good).thenState('review')
    expect(accepted).toMatchObject({
      records: [
        {
          serial: 1,
          values: {
            site: 'S-01',
            round: 1,
            applied_on: '2026-03-02',
            applicant: { person: 'li', name: 'LI' },
            amount: '500.00',
            urgent: false,
            items: [
              { indicator: 'A1', weight: '60.00', count: 3, share: '18.00' },
              { indicator: 'A2', weight: '40.00', count: 5, share: '20.00' },
            ],
            total: '38.00',
          },
          origins: {
            site: { kind: 'subject', key: 'site' },
            round: { kind: 'visits' },
            applied_on: { kind: 'today' },
            applicant: { kind: 'actor' },
            total: { kind: 'computed', rule: 'sum(items.map(i, i.share))' },
          },
        },
      ],
    })
  })

  it('leaves out what was left empty', () => {
    expect(applying({ ...good, phone: '', urgent_why: null }).values).not.toHaveProperty('phone')
  })

  it('takes fixed rows in any order when they repeat a fixed column', () => {
    const swapped = [
      { indicator: 'A2', count: 5 },
      { indicator: 'A1', count: 3 },
    ]
    expect(applying({ ...good, items: swapped }).values).toMatchObject({ total: '38.00' })
  })
})

describe('a value is refused', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['missing', { amount: undefined }, ['/amount required']],
    ['empty', { amount: '' }, ['/amount required']],
    ['null', { urgent: null }, ['/urgent required']],
    ['a number where a decimal text belongs', { amount: 500.1 }, ['/amount wrong-type']],
    ['no decimal', { amount: '12e3' }, ['/amount wrong-type']],
    ['with too many decimals', { amount: '1.005' }, ['/amount too-many-decimals']],
    ['below the minimum', { amount: '-0.01' }, ['/amount below-minimum']],
    ['above the maximum', { amount: '1000000.01' }, ['/amount above-maximum']],
    ['of another type', { urgent: 'yes' }, ['/urgent wrong-type']],
    ['not of the pattern', { phone: '12-34' }, ['/phone pattern']],
    ['too long', { urgent: true, urgent_why: '字'.repeat(21) }, ['/urgent_why too-long']],
    ['required by a condition', { urgent: true }, ['/urgent_why required']],
    ['with a NUL', { urgent: true, urgent_why: 'a\u0000b' }, ['/urgent_why bad-text']],
    ['with half a surrogate pair', { urgent: true, urgent_why: 'a\ud83d' }, ['/urgent_why bad-text']],
    ['of an unknown field', { other: 1 }, ['/other unknown-field']],
    ['named constructor', { constructor: 1 }, ['/constructor unknown-field']],
    ['named __proto__', JSON.parse('{"__proto__": {"x": 1}}') as Record<string, unknown>, ['/__proto__ unknown-field']],
    ['computed by the system', { total: '39.00' }, ['/total not-yours-to-fill']],
    ['taken from the subject', { site: 'S-02' }, ['/site not-yours-to-fill']],
    ['in a row', { items: [{ count: 3 }, { count: 10 }] }, ['/items/1/count above-maximum']],
    ['missing in a row', { items: [{ count: 3 }, {}] }, ['/items/1/count required']],
    ['of an unknown column', { items: [{ count: 3 }, { count: 5, other: 1 }] }, ['/items/1/other unknown-field']],
    ['in a computed column', { items: [{ count: 3, share: '1.00' }, { count: 5 }] }, ['/items/0/share not-yours-to-fill']],
    ['a row too many', { items: [{ count: 3 }, { count: 5 }, { count: 1 }] }, ['/items/2 row-not-expected']],
    ['a row too few', { items: [{ count: 3 }] }, ['/items/1 row-missing', '/items/1/count required']],
    [
      'a fixed column changed',
      {
        items: [
          { indicator: 'A9', count: 3 },
          { indicator: 'A2', count: 5 },
        ],
      },
      ['/items/0 row-not-expected', '/items/0/count required'],
    ],
    ['a list that is none', { items: 'x' }, ['/items wrong-type']],
  ])('%s', (_, data, expected) => {
    expect(problems(data)).toEqual(expect.arrayContaining(expected))
  })

  it('the same as the system’s is no contradiction', () => {
    applying({ ...good, total: '38.00', site: 'S-01' }).thenState('review')
  })

  it('in a part or form the step does not fill', () => {
    const submit = (parts: never) => caseOf('QP-90').when({ step: 'apply', by: li, parts })
    submit({ 'QR-90-01': { apply: good, review: {} } } as never).thenRejected({ code: 'part-invalid', part: 'review' })
    submit({ 'QR-99-01': { apply: good } } as never).thenRejected({ code: 'part-invalid', form: 'QR-99-01' })
    submit({ 'QR-90-01': { constructor: {} } } as never).thenRejected({ code: 'part-invalid', part: 'constructor' })
    submit({ 'QR-90-01': 'x' } as never).thenRejected({ code: 'part-invalid', form: 'QR-90-01' })
  })
})

describe('a field the step fills from its own former value', () => {
  const counting = () => caseOf('QP-89').given({ step: 'begin', by: li, data: { count: 3 } })

  it('starts from what stands in the file', () => {
    expect(counting().when({ step: 'raise', by: li, data: {} }).values).toMatchObject({ count: 4 })
  })

  it('never from what was sent along', () => {
    expect(
      counting()
        .when({ step: 'raise', by: li, data: { count: 9 } })
        .problems(),
    ).toEqual(['/count not-yours-to-fill'])
  })
})

describe('text', () => {
  const text = { title: { zh: '文', en: 'Text' }, type: 'text' } satisfies Field

  it('is kept in NFC with plain line ends', () => {
    expect(normalise(text, 'e\u0301\r\nf')).toBe('\u00e9\nf')
  })

  it('never makes normalising fail', () => {
    let deep: unknown = 'x'
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep]
    const list = { ...text, type: 'list', of: 'row', columns: {} } satisfies Field
    for (const value of [deep, Symbol.iterator, 1n, undefined, { a: { b: deep } }]) expect(() => normalise(list, value)).not.toThrow()
  })

  it('of an instant is kept in UTC with milliseconds', () => {
    expect(normalise({ ...text, type: 'datetime' }, '2026-03-02T10:30+08:00')).toBe('2026-03-02T02:30:00.000Z')
    expect(normalise({ ...text, type: 'datetime' }, '2026-02-30T10:30Z')).toBe('2026-02-30T10:30Z')
  })
})

describe('the schema of a part', () => {
  const { forms, reference } = fixture('QP-90')
  const form = forms.get('QR-90-01')
  if (form === undefined) throw new Error('no form')

  it('says the same to a browser as to the engine', () => {
    const schema = partSchema(form.form, 'apply', reference, 'en')
    expect(schema).toMatchObject({
      title: 'Application',
      properties: {
        amount: { type: 'string', 'x-scale': 2, 'x-min': '0', 'x-max': '1000000' },
        total: { readOnly: true, 'x-source': 'computed' },
        site: { readOnly: true, 'x-source': 'from' },
        items: { 'x-source': 'rows', maxItems: 1000 },
        urgent_why: { 'x-maybe-required': true },
        phone: { 'x-sensitive': 'phone', 'x-title': { zh: '电话', en: 'Phone' } },
      },
    })
    expect(partSchema(form.form, 'decision', reference, 'zh')).toMatchObject({
      properties: { outcome: { enum: ['granted', 'refused'], 'x-labels': { granted: { zh: '同意' } } } },
    })
  })

  it('is strict JSON Schema for every part of every form', () => {
    for (const code of ['QP-90', 'QP-91', 'QP-92', 'QP-93', 'QP-94'])
      for (const compiled of fixture(code).forms.values())
        for (const part of compiled.parts.keys()) {
          const ajv = new Ajv2020({ strict: true, formats: { date: true, 'date-time': true } }).addVocabulary([...ownKeywords])
          expect(() => ajv.compile(partSchema(compiled.form, part, reference, 'zh'))).not.toThrow()
        }
  })

  it('takes a thousand rows in a moment, and no more', () => {
    const { forms: orders } = fixture('QP-92')
    const compiled = orders.get('QR-92-01')
    if (compiled === undefined) throw new Error('no form')
    const rows = (count: number) => ({
      items: Array.from({ length: count }, (_, index) => ({ item: `I${index}`, level: '1' })),
      budget: '1.00',
      watched: false,
    })
    expect(validatePart(compiled.validator, 'order', rows(1000))).toEqual([])
    expect(validatePart(compiled.validator, 'order', rows(1001))).toMatchObject([
      { path: '/items', code: 'too-many-items', details: { maximum: 1000, found: 1001 } },
    ])
    expect(validatePart(compiled.validator, 'order', rows(0))).toMatchObject([{ path: '/items', code: 'too-few-items' }])
  })
})

describe('a problem is a sentence', () => {
  it.each([...fieldProblemCodes])('%s, in both languages', (code) => {
    const problem: FieldProblem = {
      path: '/x',
      code,
      title: { zh: '金额', en: 'Amount' },
      details: { expected: 'number', minimum: 1, maximum: 9, found: '7', scale: 2, pattern: '^a$' },
    }
    expect(sayProblem(problem, 'zh')).toMatch(/^「金额」应.+，但.+。$/)
    expect(sayProblem(problem, 'en')).toMatch(/^Expected “Amount” to .+, but .+\.$/)
  })
})
