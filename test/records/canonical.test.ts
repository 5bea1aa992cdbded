import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalBytes, canonicalProblem, FactsTooLong, inNfc, NotCanonical, readCanonical, sealOrganisationFacts } from '#records'
import { sealableText } from './arbitrary-event.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('canonical bytes', () => {
  it.each([
    ['a fraction', 1.5, 'not-a-safe-integer'],
    ['an integer JavaScript cannot hold exactly', 2 ** 53, 'not-a-safe-integer'],
    ['minus zero', -0, 'not-a-safe-integer'],
    ['not a number', Number.NaN, 'not-a-safe-integer'],
    ['half of a character', '\ud800', 'lone-surrogate'],
    ['NUL', 'a\0b', 'nul'],
    ['a text that is not NFC', 'e\u0301', 'not-nfc'],
    ['undefined', undefined, 'not-json'],
    ['a date object', new Date(0), 'not-json'],
    ['an object that writes itself', { toJSON: () => 1 }, 'not-json'],
  ])('refuse %s, in a value, in a list and in an object', (_, value, code) => {
    expect(canonicalProblem(value)).toEqual({ code, path: '' })
    expect(canonicalProblem([0, value])).toEqual({ code, path: '/1' })
    expect(canonicalProblem({ 'a/b': value })).toEqual({ code, path: '/a~1b' })
    expect(() => canonicalBytes({ a: value })).toThrow(NotCanonical)
  })

  it('refuse a bad text also as the name of a member', () => {
    expect(canonicalProblem({ 'e\u0301': 1 })).toMatchObject({ code: 'not-nfc' })
  })

  it('sort members by UTF-16 code units, as RFC 8785 shows', () => {
    expect(text(canonicalBytes({ '€': 1, '\r': 2, '1': 4, '😀': 5, '\u0080': 6, ö: 7, '｡': 8 }))).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"｡":8}',
    )
  })

  it('are those a library for RFC 8785 makes, whatever the members are called', () => {
    const name = fc.oneof(sealableText, fc.constantFrom('10', '9', '1a', '__proto__', 'constructor', 'a', 'A', 'aa', ''))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        sealableText,
        fc.maxSafeInteger().map((one) => one + 0),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
      ),
    }))
    fc.assert(
      fc.property(value, (one) => {
        fc.pre(canonicalProblem(one) === null)
        expect(text(canonicalBytes(one))).toBe(canonicalize(one))
      }),
      { numRuns: 500 },
    )
  })

  it('do not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(fc.dictionary(sealableText, sealableText), (value) => {
        expect(canonicalBytes(Object.fromEntries(Object.entries(value).reverse()))).toEqual(canonicalBytes(value))
      }),
    )
  })

  it('are read back, and nothing else is: no space, no other order, no member twice, no byte order mark', () => {
    for (const wrong of ['{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '\ufeff{"a":1}', '{"a":1.0}', '{"a":"\\u0041"}', ''])
      expect(readCanonical(new TextEncoder().encode(wrong)).outcome).toBe('unreadable')
    expect(readCanonical(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ outcome: 'unreadable', reason: 'not-utf8' })
    expect(readCanonical(canonicalBytes({ a: ['b'] }))).toEqual({ outcome: 'read', value: { a: ['b'] } })
  })

  it('a text is normalised before the signer sees it', () => {
    expect(canonicalProblem(inNfc({ 'e\u0301': ['e\u0301', 1, null] }))).toBeNull()
  })

  it('facts longer than 1,048,575 bytes are refused', () => {
    const setting = { organisation: 'o', sequence: 1, at: '2026-03-02T01:20:00.000Z', session: null }
    const by = { kind: 'system', person: '', name: '', role: 'system', standsFor: null, signature: null, at: setting.at } as const
    expect(() =>
      sealOrganisationFacts(
        {
          kind: 'export',
          by,
          package: 'p',
          scope: { case: null, document: null, year: null, centre: null, batch: null, clause: null },
          openings: false,
          reason: 'x'.repeat(1_048_575),
        },
        setting,
      ),
    ).toThrow(FactsTooLong)
  })
})
