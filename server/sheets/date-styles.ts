import { parseXml } from './parse-xml.ts'

/** Number formats every program knows by number that show dates or times, those of Chinese and Japanese Excel among them. */
const knownDates: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
]

/** Of each cell style, by its index: whether it shows its number as a date or time. */
export function dateStyles(bytes: Buffer): readonly boolean[] {
  const own = new Map<number, string>()
  const styles: boolean[] = []
  let inCells = false
  parseXml(bytes, {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes.get('numFmtId')), attributes.get('formatCode') ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) styles.push(isDate(Number(attributes.get('numFmtId') ?? 0), own))
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

function isDate(id: number, own: ReadonlyMap<number, string>): boolean {
  const code = own.get(id)
  if (code === undefined) return knownDates.some(([from, to]) => id >= from && id <= to)
  // Without texts in quotes, escaped signs, and conditions or colours in brackets; [h] and [m] count hours and minutes.
  const plain = code
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\\./g, '')
    .replaceAll(/\[(?![hms]+\])[^\]]*\]/gi, '')
  return /[ymdhs年月日时]/i.test(plain.replaceAll(/general/gi, ''))
}
