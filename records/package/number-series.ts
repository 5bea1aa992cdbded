import type { CaseFacts } from '../case-facts.ts'
import type { Entry } from '../entry.ts'
import type { ExportScope } from '../organisation-facts.ts'
import { parseStamp } from '../stamp.ts'

/** A gap-free number an entry took. `pattern` is the counter's: `QP-08-{year}-{serial:5}`. */
export type NumberTaken = Readonly<{ pattern: string; number: string }>

/** The numbers of one counter and year in the package. */
export type NumberSeries = Readonly<{
  pattern: string
  year: number | null
  first: number
  last: number
  taken: number
  /**
   * Whether the scope takes in all that may draw from this counter. Only then is a number between 1 and the last that is
   * not here a gap; else it may rightly lie outside.
   */
  whole: boolean
  /** Numbers that should be here and are not; the first hundred. */
  gaps: readonly string[]
  gapsInAll: number
  doubled: readonly string[]
}>

const MOST_NAMED = 100

/** The numbers the entries of a case took. */
export function numbersTaken(entries: readonly Entry[], facts: readonly CaseFacts[]): readonly NumberTaken[] {
  const stamps = new Map(entries.map(({ sequence, stamp }) => [sequence, stamp]))
  return facts.flatMap(({ sequence, counters }) => {
    const names = Object.entries(counters)
    if (names.length === 0) return []
    const numbers = parseStamp(stamps.get(sequence) ?? '')?.numbers ?? {}
    return names.flatMap(([name, pattern]) => {
      const number = numbers[name]
      return number === undefined ? [] : [{ pattern, number }]
    })
  })
}

/** Puts numbers into their series as they come, and names the gaps at the end. Memory holds the serials alone. */
export function makeNumberSeries(): Readonly<{
  add(taken: NumberTaken): void
  /** `most`: how many gaps of a series are named. */
  series(scope: ExportScope, outside: ReadonlySet<string>, most?: number): readonly NumberSeries[]
}> {
  const found = new Map<string, Readonly<{ pattern: string; year: number | null; serials: number[] }>>()
  return {
    add({ pattern, number }) {
      const read = readNumber(pattern, number)
      if (read === null) return
      const key = `${pattern} ${read.year}`
      const series = found.get(key)
      if (series === undefined) found.set(key, { pattern, year: read.year, serials: [read.serial] })
      else series.serials.push(read.serial)
    },
    series: (scope, outside, most = MOST_NAMED) =>
      [...found.entries()]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { pattern, year, serials }]) => seriesOf(pattern, year, serials, isWhole(pattern, scope), outside, most)),
  }
}

function seriesOf(
  pattern: string,
  year: number | null,
  serials: readonly number[],
  whole: boolean,
  outside: ReadonlySet<string>,
  most: number,
): NumberSeries {
  const sorted = serials.toSorted((one, other) => one - other)
  const last = sorted.at(-1) ?? 0
  const elsewhere = [...outside].flatMap((number) => {
    const read = readNumber(pattern, number)
    return read?.year === year && read.serial < last ? [read.serial] : []
  })
  // Whoever forged one number far off must not make a walk without end: what is there is counted, not what is not.
  const known = new Set([...sorted, ...elsewhere].filter((serial) => serial > 0))
  const written = (serial: number) => writeNumber(pattern, year, serial)
  const doubled = [...new Set(sorted.filter((serial, at) => serial === sorted[at - 1]))].map(written)
  const gaps: string[] = []
  const gapsInAll = whole ? last - known.size : 0
  for (let serial = 1; gaps.length < Math.min(most, gapsInAll); serial += 1) if (!known.has(serial)) gaps.push(written(serial))
  return { pattern, year, first: sorted[0] ?? 0, last, taken: sorted.length, whole, gaps, gapsInAll, doubled }
}

/**
 * Case numbers of a document are whole where nothing but the year and the document narrows the scope: what lies in
 * another year is known by `outside`. Other counters may be drawn from by any case, so only the whole house is whole.
 */
function isWhole(pattern: string, scope: ExportScope): boolean {
  if (scope.case !== null || scope.centre !== null || scope.batch !== null) return false
  return isCasePattern(pattern) || (scope.document === null && scope.year === null && scope.clause === null)
}

function isCasePattern(pattern: string): boolean {
  return /^(QP-\d{2}|WI-\d{2}-\d{2})-\{year\}-\{serial:\d+\}$/.test(pattern)
}

/** Case numbers a scope lacks between the first and the last: the house is asked whether they lie outside. */
export function askableGaps(series: readonly NumberSeries[]): readonly string[] {
  return series.flatMap(({ pattern, gaps }) => (isCasePattern(pattern) ? gaps : []))
}

function readNumber(pattern: string, number: string): Readonly<{ year: number | null; serial: number }> | null {
  const parts = pattern.split(/(\{year\}|\{serial:\d+\})/)
  const expression = parts
    .map((part) => (part === '{year}' ? '(?<year>\\d{4})' : part.startsWith('{serial:') ? '(?<serial>\\d{1,12})' : escaped(part)))
    .join('')
  const groups = new RegExp(`^${expression}$`).exec(number)?.groups
  if (groups?.serial === undefined) return null
  return { year: groups.year === undefined ? null : Number(groups.year), serial: Number(groups.serial) }
}

function writeNumber(pattern: string, year: number | null, serial: number): string {
  return pattern
    .replace('{year}', String(year ?? ''))
    .replace(/\{serial:(\d+)\}/, (_, width: string) => String(serial).padStart(Number(width), '0'))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
