import { expect, it } from 'vitest'
import { staleTypes } from '../../../scripts/generate-types.ts'

it('the types of the document language are those of its schemas', async () => {
  expect(await staleTypes()).toEqual([])
})
