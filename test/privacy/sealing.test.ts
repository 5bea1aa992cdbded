import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { blindIndex, mayNameSomebody } from '../../server/privacy/blind-index.ts'
import { dataKey, openValue, sealValue } from '../../server/privacy/sealed-value.ts'

describe('a sealed value', () => {
  const key = dataKey('k-1', randomBytes(32))
  const sealed = sealValue(key, '"210102194910013719"', 'case/1')

  it('opens with its key in its place alone, and not where a single bit of it was changed', () => {
    expect(openValue(key, sealed, 'case/1')).toBe('"210102194910013719"')
    expect(openValue(key, sealed, 'case/2')).toBeNull()
    expect(openValue(dataKey('k-1', randomBytes(32)), sealed, 'case/1')).toBeNull()
    expect(openValue(key, sealed.subarray(0, 20), 'case/1')).toBeNull()
    for (const at of sealed.keys()) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(openValue(key, changed, 'case/1')).toBeNull()
    }
  })

  it('is the same each time it is made, and another for another value, place or person', () => {
    const nonce = (bytes: Buffer) => bytes.subarray(0, 12).toString('hex')
    expect(sealValue(key, '"210102194910013719"', 'case/1')).toEqual(sealed)
    const others = [
      sealValue(key, '"210102194910013718"', 'case/1'),
      sealValue(key, '"210102194910013719"', 'case/2'),
      sealValue(dataKey('k-2', randomBytes(32)), '"210102194910013719"', 'case/1'),
    ]
    expect(new Set([sealed, ...others].map(nonce)).size).toBe(4)
  })
})

describe('the blind index', () => {
  const key = randomBytes(32)

  it('is HMAC-SHA-256 of the number as one writes it plainly', () => {
    const expected = createHmac('sha256', key).update('guiju blind index\n21010219491001371X').digest()
    for (const text of [
      '21010219491001371X',
      '21010219491001371x',
      ' 210102 19491001 371X',
      '２１０１０２１９４９１００１３７１Ｘ',
      '210102-19491001-371X',
    ])
      expect(blindIndex(key, text)?.equals(expected)).toBe(true)
    expect(blindIndex(randomBytes(32), '21010219491001371X')?.equals(expected)).toBe(false)
  })

  it('is made of nothing that is too short to name somebody, and no word is taken for a number', () => {
    expect(blindIndex(key, '123456')).toBeNull()
    expect(['13907196851', '210102 19491001 371X', 'ABC', 'QP-07', '鉴定中心鉴定中心'].map(mayNameSomebody)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
