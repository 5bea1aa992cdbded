import { expect, it } from 'vitest'
import { gapsIn } from '#engine'

it('the numbers missing between the first and the last are named, in order', () => {
  expect(gapsIn([4, 1, 2, 2, 7])).toEqual([3, 5, 6])
  expect(gapsIn([])).toEqual([])
})

it('one forged number far off names a thousand missing, and no more', () => {
  const gaps = gapsIn([0, Number.MAX_SAFE_INTEGER])
  expect([gaps.length, gaps[0], gaps.at(-1)]).toEqual([1_000, 1, 1_000])
})
