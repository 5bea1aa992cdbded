import type { KeyboardEvent } from 'react'

/**
 * Enter in a cell goes to the cell below, Shift+Enter to the one above, as in a spreadsheet; over the edge of a page the
 * next one is turned to. Cells where Enter means something else (choices, calendars, texts of several lines) keep it.
 */
export function enterGoesDown(event: KeyboardEvent<HTMLTableElement>, turn: (by: -1 | 1) => boolean): void {
  const { target, nativeEvent, currentTarget } = event
  if (event.key !== 'Enter' || nativeEvent.isComposing || !(target instanceof HTMLInputElement)) return
  if (target.getAttribute('role') === 'combobox' || target.type === 'radio' || target.closest('.ant-picker') !== null) return
  const cell = target.closest('td')
  const row = cell?.parentElement
  if (cell == null || row == null) return
  const place = [...row.children].indexOf(cell)
  const by = event.shiftKey ? -1 : 1
  const lines = () => [...currentTarget.querySelectorAll<HTMLElement>('tbody tr:not(.group-head)')]
  const below = lines()[lines().indexOf(row) + by] ?? (turn(by) ? lines().at(by === 1 ? 0 : -1) : undefined)
  const control = below?.children[place]?.querySelector<HTMLInputElement>('input')
  if (control === null || control === undefined) return
  event.preventDefault()
  control.focus()
  control.select()
}
