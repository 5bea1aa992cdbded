import { canonicalLine, readCanonical } from '../canonical.ts'
import type { Entry, HashText, Opening } from '../entry.ts'
import { digestOf, hashText } from '../hash.ts'
import { anything, object, type Shape, text } from '../shape.ts'
import { parseStamp } from '../stamp.ts'

type EntryLine = Readonly<{ facts: string; stamp: string; hash: string }>
const entryLine: Shape<EntryLine> = object<EntryLine>({ facts: text, stamp: text, hash: text })

/** One entry as a line: facts as text, stamp, hash. */
export function entryLineBytes({ facts, stamp, hash }: Entry): Uint8Array {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(facts)
  const line: EntryLine = { facts: text, hash: hashText(hash), stamp }
  return canonicalLine(line)
}

export type ReadLines<T> = Readonly<{
  items: readonly T[] /** Numbers of the lines that could not be read, from 1. */
  damaged: readonly number[]
}>

/** The entries of a stream as its file lists them. A line's place is taken from its stamp where that can be read. */
export function readEntries(stream: string, bytes: Uint8Array): ReadLines<Entry> {
  return readLines(bytes, (value, line) => {
    if (entryLine(value, '') !== null) return null
    const { facts, stamp, hash } = value as EntryLine
    const digest = digestOf(hash)
    return digest === null
      ? null
      : { stream, sequence: parseStamp(stamp)?.sequence ?? line, facts: new TextEncoder().encode(facts), stamp, hash: digest }
  })
}

export type PackedOpening = Opening & Readonly<{ data: HashText }>
type OpeningLine = Readonly<{ data: string; path: string; salt: string; value: unknown }>
const openingLine: Shape<OpeningLine> = object<OpeningLine>({ data: text, path: text, salt: text, value: anything })

export function openingLineBytes({ data, path, salt, value }: PackedOpening): Uint8Array {
  return canonicalLine({ data, path, salt: Buffer.from(salt).toString('hex'), value })
}

export function readOpenings(bytes: Uint8Array): ReadLines<PackedOpening> {
  return readLines(bytes, (value) => {
    if (openingLine(value, '') !== null) return null
    const { data, path, salt, value: opened } = value as OpeningLine
    return digestOf(data) === null || !/^[0-9a-f]{64}$/.test(salt)
      ? null
      : { data: data as HashText, path, salt: new Uint8Array(Buffer.from(salt, 'hex')), value: opened }
  })
}

function readLines<T>(bytes: Uint8Array, read: (value: unknown, line: number) => T | null): ReadLines<T> {
  const items: T[] = []
  const damaged: number[] = []
  let from = 0
  for (let line = 1; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from)
    const found = end === -1 ? ({ outcome: 'unreadable' } as const) : readCanonical(bytes.subarray(from, end))
    const item = found.outcome === 'read' ? read(found.value, line) : null
    if (item === null) damaged.push(line)
    else items.push(item)
    from = end === -1 ? bytes.length : end + 1
  }
  return { items, damaged }
}
