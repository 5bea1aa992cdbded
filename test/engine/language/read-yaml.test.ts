import { describe, expect, it } from 'vitest'
import { assembleLibrary } from '#engine'

const findings = (text: string) =>
  assembleLibrary([{ file: 'procedures/QP-90-x.yaml', text }]).diagnostics.map(({ code, line, column }) => [code, line, column])

describe('a document', () => {
  it('that multiplies itself by aliases is refused at the first alias, unexpanded', () => {
    const levels = Array.from({ length: 25 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`)
    expect(findings(['l0: &l0 [lol]', ...levels].join('\n'))[0]).toEqual(['alias-not-allowed', 2, 10])
  })

  it('with a key twice is refused at the second', () => {
    expect(findings('a: 1\nb:\n  c: 1\n  c: 2\n')).toEqual([['duplicate-key', 4, 3]])
  })

  it('with NUL or half a surrogate pair is refused where it stands', () => {
    expect(findings('a: x\nb: y\u0000z\n')).toEqual([['not-yaml', 2, 5]])
    expect(findings('a: "\ud800"\n')).toEqual([['not-yaml', 1, 5]])
  })

  it('of several documents, with tags or with keys that are no texts is refused', () => {
    expect(findings('a: 1\n---\nb: 1\n')[0]?.[0]).toBe('not-yaml')
    expect(findings('a: !!js/function x\n')[0]?.[0]).toBe('not-yaml')
    expect(findings('? [a]\n: 1\n')[0]?.[0]).toBe('not-yaml')
  })

  it('larger than 256 KB is not read', () => {
    expect(findings(`# ${'字'.repeat(90_000)}`)).toEqual([['file-too-large', 1, 1]])
  })

  it('that is empty, a list or a text is not of the schema', () => {
    for (const text of ['', '- 1', 'text']) expect(findings(text)).toEqual([['not-in-schema', 1, 1]])
  })

  it('that names a prototype stays plain data', () => {
    expect(findings('__proto__: { code: QP-90 }\nconstructor: 1\n').every(([code]) => code === 'not-in-schema')).toBe(true)
    expect(({} as Record<string, unknown>).code).toBeUndefined()
  })
})
