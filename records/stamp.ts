import type { Stamp } from './entry.ts'

const LINE = /^guiju-stamp\/1 ([1-9][0-9]*) (\S+) (real|simulated)((?: [a-z][a-z0-9_]*=[A-Za-z0-9-]+)*)\n$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const USUAL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** The line the writing statement makes. @throws where a part has no exact form in the line. */
export function formatStamp(stamp: Stamp): string {
  const numbers = Object.entries(stamp.numbers)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([counter, number]) => ` ${counter}=${number}`)
  const line = `guiju-stamp/1 ${stamp.sequence} ${stamp.recordedAt} ${stamp.clock}${numbers.join('')}\n`
  if (parseStamp(line) === null) throw new Error(`Expected a stamp line of version 1, but made ${JSON.stringify(line)}`)
  return line
}

// A stamp is asked for by the chain, the replay and the lists, one case after the other.
const known = new Map<string, Stamp | null>()
const MOST_KNOWN = 256

/** What the line says; null where it is not exactly a line of version 1 (counters sorted, none twice, a real instant). */
export function parseStamp(line: string): Stamp | null {
  const read = known.get(line)
  if (read !== undefined) return read
  if (known.size >= MOST_KNOWN) known.clear()
  const stamp = parseAnew(line)
  known.set(line, stamp)
  return stamp
}

function parseAnew(line: string): Stamp | null {
  const found = LINE.exec(line)
  if (found === null) return null
  const [, sequence = '', recordedAt = '', clock, tail = ''] = found
  const pairs = tail
    .split(' ')
    .slice(1)
    .map((pair) => pair.split('=') as [string, string])
  const sorted = pairs.every(([name], at) => at === 0 || (pairs[at - 1]?.[0] ?? '') < name)
  if (!sorted || !isInstant(recordedAt) || !Number.isSafeInteger(Number(sequence))) return null
  return { sequence: Number(sequence), recordedAt, clock: clock === 'real' ? 'real' : 'simulated', numbers: Object.fromEntries(pairs) }
}

/** ISO 8601 in UTC with milliseconds, naming a moment that exists. */
export function isInstant(text: unknown): text is string {
  if (typeof text !== 'string') return false
  // Every month has 28 days, so for most moments the calendar need not be asked.
  if (USUAL.test(text)) return true
  if (!INSTANT.test(text)) return false
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString() === text
}
