import { useState } from 'react'
import type { Troubles } from './field-trouble.ts'
import type { RowGroup } from './row-groups.ts'
import { pageOfRow } from './row-pages.ts'

/** The page of a long list: the one somebody turned to, until something is wrong on another. `place`: the list among the troubles. */
export function usePageOfTrouble(troubles: Troubles, groups: readonly RowGroup[], place: string) {
  const [page, setPage] = useState(0)
  const [seen, setSeen] = useState(troubles)
  if (seen !== troubles) {
    setSeen(troubles)
    const pages = [...troubles.keys()]
      .filter((key) => key.startsWith(place))
      .map((key) => pageOfRow(groups, Number.parseInt(key.slice(place.length), 10)))
    if (pages.length > 0 && !pages.includes(page)) setPage(Math.min(...pages))
  }
  return [page, setPage] as const
}
