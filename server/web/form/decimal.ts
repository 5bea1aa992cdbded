/**
 * Sums of decimal strings as a person sees them below a table. No value passes through a binary float, so a
 * subtotal stands exactly where the record's own total will stand.
 */
const shape = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/
const places = 6
const unit = 10n ** BigInt(places)

/** Millionths of a decimal string, or undefined where the text is no decimal. */
function millionths(text: string): bigint | undefined {
  const [, sign, whole, fraction = ''] = shape.exec(text.trim()) ?? []
  if (whole === undefined) return undefined
  const amount = BigInt(whole) * unit + BigInt(fraction.padEnd(places, '0'))
  return sign === '-' ? -amount : amount
}

/** The exact sum of those texts that are decimals, with `scale` places; what is not yet typed counts nothing. */
export function sumDecimals(texts: readonly string[], scale: number): string {
  let sum = 0n
  for (const text of texts) sum += millionths(text) ?? 0n
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, -places)
  const fraction = digits.slice(-places, digits.length - places + scale)
  return `${sum < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`
}

/** Negative, zero or positive, as for sorting; undefined where one of them is no decimal. */
export function compareDecimals(one: string, other: string): number | undefined {
  const [left, right] = [millionths(one), millionths(other)]
  if (left === undefined || right === undefined) return undefined
  return left < right ? -1 : left > right ? 1 : 0
}

/** What an input method of a Chinese keyboard may leave in a number field, as plain digits. */
export function plainDigits(text: string): string {
  return text
    .replaceAll(/[\uff10-\uff19]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u3002\uff0e]/g, '.')
    .replaceAll(/[\uff0d\u2212]/g, '-')
    .replaceAll(/[,\uff0c\s]/g, '')
}

/** "12345.60" → "12,345.60", for reading only. */
export function groupedDigits(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
