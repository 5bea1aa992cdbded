import { readCanonical } from '../canonical.ts'
import { type ExportScope, exportScope } from '../organisation-facts.ts'
import { count, integer, listOf, literal, object, type Shape, text, truth } from '../shape.ts'
import type { FileOrder, OrderVolume } from './file-order.ts'

/** How long a stream was when the package was made, and its last hash. */
export type StreamHead = Readonly<{ stream: string; entries: number; head: string }>
export type PackedCase = StreamHead & Readonly<{ number: string; document: string; baseline: string }>
/** A case that cases of the package name, which exists but is not in the package's scope. */
export type OutsideCase = Readonly<{ case: string; number: string; document: string }>

/** `data/package.json`: what the package is, who asked for it and why, and what it holds. */
export type PackageDescription = Readonly<{
  format: 'guiju-package/1'
  id: string
  organisation: Readonly<{ id: string; zh: string; en: string }>
  scope: ExportScope
  /** In which order the records stand. */
  order: FileOrder
  by: Readonly<{ person: string; name: string; role: string }>
  reason: string
  at: string
  /** simulated: at least one entry was stamped by the clock of a demonstration. */
  clock: 'real' | 'simulated'
  /** Whether sensitive values are shown. */
  openings: boolean
  /** Whether records are also there as printed pages. */
  printed: boolean
  /** How many records the package holds. */
  records: number
  /** How the derived files were written; a verifier of the same version writes them again and compares. */
  index: number
  organisationStream: StreamHead
  cases: readonly PackedCase[]
  outside: readonly OutsideCase[]
}>

const streamHead = { stream: text, entries: count, head: text }
const packed = object<PackedCase>({ ...streamHead, number: text, document: text, baseline: text })
const outside = object<OutsideCase>({ case: text, number: text, document: text })

const description: Shape<PackageDescription> = object<PackageDescription>({
  format: literal('guiju-package/1'),
  id: text,
  organisation: object<PackageDescription['organisation']>({ id: text, zh: text, en: text }),
  scope: exportScope,
  order: object<FileOrder>({
    code: text,
    zh: text,
    en: text,
    volumes: listOf(object<OrderVolume>({ zh: text, en: text, papers: listOf(text) })),
  }),
  by: object<PackageDescription['by']>({ person: text, name: text, role: text }),
  reason: text,
  at: text,
  clock: literal('real', 'simulated'),
  openings: truth,
  printed: truth,
  records: count,
  index: integer,
  organisationStream: object<StreamHead>(streamHead),
  cases: listOf(packed),
  outside: listOf(outside),
})

/** Reads data/package.json; null where it is not one. */
export function readDescription(bytes: Uint8Array): PackageDescription | null {
  const read = readCanonical(bytes)
  return read.outcome === 'read' && description(read.value, '') === null ? (read.value as PackageDescription) : null
}
