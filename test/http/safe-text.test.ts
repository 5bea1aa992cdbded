import { describe, expect, it } from 'vitest'
import { findUnsafe, inNormalForm } from '../../server/http/safe-text.ts'

describe('text in a request', () => {
  it('is found where it cannot be kept, by its place', () => {
    expect(findUnsafe({ parts: { form: { list: ['a', 'b\0'] } } })).toEqual({ path: '/parts/form/list/1', because: 'text' })
    expect(findUnsafe({ a: '\ud800' })).toEqual({ path: '/a', because: 'text' })
    expect(findUnsafe({ 'k\udfff': 1 })).toMatchObject({ because: 'text' })
    expect(findUnsafe({ a: '规矩 😀', b: [1, null, true] })).toBeUndefined()
  })

  it('is refused where it nests for the sake of nesting', () => {
    const deep = Array.from({ length: 5000 }).reduce<unknown>((inner) => [inner], 'x')
    expect(findUnsafe(deep)).toMatchObject({ because: 'depth' })
  })

  it('comes to one normal form, names too', () => {
    expect(inNormalForm({ 'e\u0301': ['e\u0301', 1, null] })).toEqual({ '\u00e9': ['\u00e9', 1, null] })
  })
})
