import { describe, expect, it } from 'vitest'
import { withWitnessedHouse } from './support/tampered-house.ts'

describe('a database nobody has touched', () => {
  const witnessed = withWitnessedHouse()

  it('is found sound, by everything that is compared', async () => {
    const { assessed } = witnessed()
    const { checked, findings } = await assessed()
    expect(findings).toEqual([])
    expect(checked).toMatchObject({ attachments: 1, checkpoint: expect.any(Number) })
    expect(checked.leaves).toBe(checked.entries)
  })
})
