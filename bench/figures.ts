/** Middle value; of an even number of values the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

/** The value a share of all values do not exceed: `percentile(values, 0.99)`. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Columns as wide as their widest cell; those that hold numbers alone stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cellsOf = (column: number) => rows.map((row) => row[column] ?? '')
  const widths = head.map((title, column) => Math.max(title.length, ...cellsOf(column).map((cell) => cell.length)))
  const numeric = head.map((_, column) => cellsOf(column).every((cell) => /^[\d.]*$/.test(cell)))
  const placed = (cell: string, column: number) => (numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))
  const line = (cells: readonly string[]) => cells.map(placed).join('  ').trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
