import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyBytes } from '../../server/commands/verify.ts'
import { loggedHouse, packageOf } from './logged-house.ts'
import { packed, verified } from './small-package.ts'

// Every byte takes many minutes; every thirty-first is some thousands and seconds. GUIJU_EVERY_BYTE=1 flips them all.
const stride = process.env.GUIJU_EVERY_BYTE === '1' ? 1 : 31

describe('one flipped bit', () => {
  it('in any byte of a package is found, and what it struck is named', { timeout: 1_200_000 }, async () => {
    const sound = await packed()
    expect(sound.length / 31).toBeGreaterThan(2_000)
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

  it('in 1,000 of 1,000 places of a package with real documents and its place in the log', { timeout: 1_200_000 }, async () => {
    const sound = await packageOf(loggedHouse(1))
    expect((await verifyBytes(sound)).verdict).toBe('sound')
    const unseen: number[] = []
    for (let flip = 0; flip < 1_000; flip += 1) {
      // Spread over the whole file, the same each time.
      const at = createHash('sha256').update(`flip ${flip}`).digest().readUInt32BE() % sound.length
      const flipped = sound.slice()
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (flip % 8))
      if ((await verifyBytes(flipped)).verdict !== 'damaged') unseen.push(at)
    }
    expect(unseen).toEqual([])
  })
})
