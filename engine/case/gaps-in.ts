const MOST_NAMED = 1_000

/** The numbers missing between the lowest and the highest, the first thousand: one forged number must not make a list without end. */
export function gapsIn(numbers: readonly number[]): readonly number[] {
  const gaps: number[] = []
  let before: number | undefined
  for (const number of [...new Set(numbers)].toSorted((one, other) => one - other)) {
    for (let next = (before ?? number) + 1; next < number && gaps.length < MOST_NAMED; next++) gaps.push(next)
    before = number
  }
  return gaps
}
