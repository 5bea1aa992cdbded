/**
 * A row of a CSV file (RFC 4180). A cell a spreadsheet would take for a formula is led by an apostrophe, which it shows
 * as text: whatever somebody typed into a form never runs on the auditor's machine.
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Marks the text as UTF-8 for spreadsheets that would guess otherwise. */
export const csvBegin = '\uFEFF'

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const guarded = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
