import { describe, expect, it } from 'vitest'
import { attacked, withWitnessedHouse } from './support/tampered-house.ts'

describe('a database nobody has touched', () => {
  const witnessed = withWitnessedHouse()

  it('is found sound by everything that is compared', async () => {
    const { name, remembers } = witnessed()
    expect(await attacked(name, async () => {}, [remembers])).toEqual([])
  })
})
