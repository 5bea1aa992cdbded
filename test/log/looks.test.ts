import { describe, expect, it } from 'vitest'
import { makeLooks } from '../../server/log/looks.ts'

const seen = { tookMs: 1, blocks: 1000, found: 0 }

/** Looks every quarter of a second up to a moment, while the table grows by ten blocks each time. */
function lookingUntil(end: number) {
  const looks = makeLooks()
  for (let [at, blocks] = [0, 1000]; at < end; [at, blocks] = [at + 250, blocks + 10])
    looks.done(looks.next(at, 'infinity'), at, { tookMs: 1, blocks, found: 0 })
  return looks
}

describe('what is new is looked for', () => {
  it('by its time at first, in the widest window: nothing is known of the table yet', () => {
    expect(makeLooks().next(0, 'infinity')).toMatchObject({ isWidest: true, place: { since: 'infinity', seconds: 900 } })
  })

  it('by its time in the narrow window, as long as no look lies further back than the window', () => {
    expect(lookingUntil(1000).next(1000, 'infinity')).toMatchObject({ isWidest: false, place: { since: 'infinity', seconds: 2 } })
  })

  it('behind the end that the table had when the window began, and somewhat before it', () => {
    // At 3,000 ms the table had 1,120 blocks; two seconds before, 1,040.
    const { place, window } = lookingUntil(3000).next(3000, 'infinity')
    expect(window.seconds).toBe(2)
    expect(place).toMatchObject({ behind: 1040 - 64 })
  })

  it('in the wider windows again and again, and there by its time where the widest is due', () => {
    expect(lookingUntil(4000).next(4000, 'infinity').window.seconds).toBe(20)
    expect(lookingUntil(30_000).next(30_000, 'x')).toMatchObject({ isWidest: true, place: { since: 'x', seconds: 900 } })
  })

  it('less often in a wide window that takes long', () => {
    const looks = makeLooks()
    looks.done(looks.next(0, 'infinity'), 0, { ...seen, tookMs: 5000 })
    looks.done(looks.next(40_000, 'infinity'), 40_000, seen)
    expect(looks.next(99_000, 'infinity').isWidest).toBe(false)
    expect(looks.next(100_000, 'infinity').isWidest).toBe(true)
  })

  it('from the same place again after a look that could not take all it found', () => {
    const looks = lookingUntil(3000)
    for (let at = 3000; at < 9000; at += 250) looks.done(looks.next(at, 'infinity'), at, { tookMs: 1, blocks: 9000, found: 10_000 })
    const { place } = looks.next(9250, 'infinity')
    expect(place).toMatchObject({ behind: 1110 - 64 })
  })

  it('in the next wider window where something waits for what is older', () => {
    const looks = lookingUntil(3000)
    const look = looks.next(3000, 'infinity')
    looks.done(look, 3000, seen)
    looks.widen(look)
    expect(looks.next(3100, 'infinity').window.seconds).toBe(20)
  })
})
