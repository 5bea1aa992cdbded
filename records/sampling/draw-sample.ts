import { sha256 } from '../hash.ts'
import type { Member } from './population.ts'

/** `size` from each stratum, or all where it has fewer. */
export type Draw = Readonly<{ members: readonly Member[]; size: number; seed: Uint8Array }>

/**
 * Draws without replacement, method `guiju-draw/1`. `members` in the order of the population's list. For each stratum, in
 * the order of the list, Fisher–Yates: place i (from 0) is changed for place i + r, r even over what is left; the first
 * `size` places are the sample, in that order.
 */
export function drawSample({ members, size, seed }: Draw): readonly string[] {
  const strata = new Map<string, string[]>()
  for (const { stratum, name } of members) {
    const there = strata.get(stratum)
    if (there === undefined) strata.set(stratum, [name])
    else there.push(name)
  }
  return [...strata].flatMap(([stratum, names]) => drawFrom(names, size, evenNumbers(seed, stratum)))
}

function drawFrom(names: readonly string[], size: number, below: (limit: number) => number): readonly string[] {
  const places = [...names]
  const taken = Math.min(size, places.length)
  for (let at = 0; at < taken; at++) {
    const other = at + below(places.length - at)
    ;[places[at], places[other]] = [places[other] ?? '', places[at] ?? '']
  }
  return places.slice(0, taken)
}

const ALL = 2n ** 64n

/**
 * Even numbers below a limit. The n-th raw number (from 0) is the first eight bytes, the high one first, of
 * SHA-256(key ‖ n in eight bytes), key = SHA-256("guiju-stratum/1\n" ‖ seed ‖ stratum). A raw number at or above the
 * largest multiple of the limit is thrown away, so that no rest is likelier than another.
 */
export function evenNumbers(seed: Uint8Array, stratum: string): (limit: number) => number {
  const key = sha256(new TextEncoder().encode('guiju-stratum/1\n'), seed, new TextEncoder().encode(stratum))
  let next = 0n
  return (limit) => {
    const whole = ALL - (ALL % BigInt(limit))
    for (;;) {
      const block = new Uint8Array(40)
      block.set(key)
      new DataView(block.buffer).setBigUint64(32, next)
      next += 1n
      const raw = new DataView(sha256(block).buffer).getBigUint64(0)
      if (raw < whole) return Number(raw % BigInt(limit))
    }
  }
}
