import type { RowGroup } from './row-groups.ts'

/** Up to here a list is one sheet, like a table of scores. Longer lists are turned over in pages that a browser draws at once. */
const oneSheet = 40
const pageOfLongList = 25

/** How many rows of a list of so many stand on a page. */
export function rowsOnPage(rows: number): number {
  return rows <= oneSheet ? oneSheet : pageOfLongList
}

export function pagesOf(rows: number): number {
  return Math.max(1, Math.ceil(rows / rowsOnPage(rows)))
}

/** The groups as far as their rows stand on a page, counted in the order they are drawn in. `whole` keeps each group's sums. */
export function onPage(groups: readonly RowGroup[], page: number): readonly Readonly<{ group: RowGroup; shown: RowGroup['rows'] }>[] {
  let before = 0
  const most = rowsOnPage(groups.reduce((sum, { rows }) => sum + rows.length, 0))
  const first = page * most
  return groups.flatMap((group) => {
    const [from, to] = [Math.max(0, first - before), Math.max(0, first + most - before)]
    before += group.rows.length
    const shown = group.rows.slice(from, to)
    return shown.length === 0 && group.rows.length > 0 ? [] : [{ group, shown }]
  })
}

/** The page on which a row is drawn. */
export function pageOfRow(groups: readonly RowGroup[], index: number): number {
  const all = groups.flatMap(({ rows }) => rows)
  const place = all.findIndex((one) => one.index === index)
  return Math.max(0, Math.floor(place / rowsOnPage(all.length)))
}
