import { describe, expect, it } from 'vitest'
import { packed, verified } from './small-package.ts'

// Every byte takes minutes; every eleventh is some thousands and seconds. GUIJU_EVERY_BYTE=1 flips them all.
const stride = process.env.GUIJU_EVERY_BYTE === '1' ? 1 : 11

describe('one flipped bit', () => {
  it('in any byte of a package is found, and what it struck is named', { timeout: 1_200_000 }, async () => {
    const sound = await packed()
    expect(sound.length / 11).toBeGreaterThan(2_000)
    const unseen: number[] = []
    const unnamed: number[] = []
    for (let at = 0; at < sound.length; at += stride) {
      const flipped = sound.slice()
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
      const { verdict, findings } = await verified(flipped)
      if (verdict === 'sound' || verdict === 'incomplete') unseen.push(at)
      if (!findings.some(({ place }) => place.name !== '')) unnamed.push(at)
    }
    expect({ unseen, unnamed }).toEqual({ unseen: [], unnamed: [] })
  })
})
