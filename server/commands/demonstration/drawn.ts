/** Values that look chosen by chance and are the same at every load: drawn from a text, never from dice. */
export function drawn(
  seed: string,
): Readonly<{ among: <T>(values: readonly [T, ...T[]]) => T; between: (lowest: number, highest: number) => number }> {
  let state = 2_166_136_261
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
  return {
    among: (values) => values[Math.floor(next() * values.length)] ?? values[0],
    between: (lowest, highest) => lowest + Math.floor(next() * (highest - lowest + 1)),
  }
}
