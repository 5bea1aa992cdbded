/** Reads a number as these formats write it: ASCII digits, no leading nought, no more than a safe integer. Null otherwise. */
export function readDecimal(text: string): number | null {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : null
}
