import type { RowGroup } from './row-groups.ts'

/** As many rows as a browser draws at once without making anybody wait; longer lists are turned over in pages. */
export const rowsOnPage = 25

export function pagesOf(rows: number): number {
  return Math.max(1, Math.ceil(rows / rowsOnPage))
}

/** The groups as far as their rows stand on a page, counted in the order they are drawn in. `whole` keeps each group's sums. */
export function onPage(groups: readonly RowGroup[], page: number): readonly Readonly<{ group: RowGroup; shown: RowGroup['rows'] }>[] {
  let before = 0
  const first = page * rowsOnPage
  return groups.flatMap((group) => {
    const [from, to] = [Math.max(0, first - before), Math.max(0, first + rowsOnPage - before)]
    before += group.rows.length
    const shown = group.rows.slice(from, to)
    return shown.length === 0 && group.rows.length > 0 ? [] : [{ group, shown }]
  })
}

/** The page on which a row is drawn. */
export function pageOfRow(groups: readonly RowGroup[], index: number): number {
  const place = groups.flatMap(({ rows }) => rows).findIndex((one) => one.index === index)
  return Math.max(0, Math.floor(place / rowsOnPage))
}
