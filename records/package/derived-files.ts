import { canonicalBytes } from '../canonical.ts'
import { characteristicsPage } from './characteristics-page.ts'
import type { AbsentCase } from './completeness.ts'
import { volumeTitles } from './file-order.ts'
import type { FourCharacteristics } from './four-characteristics.ts'
import { type CaseLine, indexFiles } from './index-page.ts'
import { packagePath } from './layout.ts'
import type { NumberSeries } from './number-series.ts'
import type { PackageDescription } from './package-description.ts'
import { type RecordLine, recordCsvRow, recordLineBytes, recordsCsvHead } from './record-line.ts'
import { type SignatureLine, signatureCsvRow, signatureLineBytes, signaturesCsvHead } from './signature-line.ts'

/**
 * What a package says of its cases, as it goes by: lists may be longer than memory, so each can be asked for again and
 * again and is never held.
 */
export type PackageContent = Readonly<{
  description: PackageDescription
  absentCases: readonly AbsentCase[]
  numbers: readonly NumberSeries[]
  characteristics: FourCharacteristics
  /** In the order of the file. */
  records: () => AsyncIterable<RecordLine>
  signatures: () => AsyncIterable<SignatureLine>
  cases: () => AsyncIterable<CaseLine>
  /** Files that belong to no case and are not made here. */
  others: readonly string[]
}>

/** A file that follows from the others. Its bytes may be asked for twice: once to be summed up, once to be written. */
export type DerivedFile = Readonly<{ path: string; parts: () => AsyncIterable<Uint8Array> }>

const encoder = new TextEncoder()
const PIECE = 64 * 1024

/**
 * Every file of a package that follows from the rest of it, in the order they stand: the exporter writes them, the
 * verifier makes them again and compares. `data/index.html` is the last.
 */
export async function* derivedFiles(content: PackageContent): AsyncGenerator<DerivedFile> {
  const { description, characteristics } = content
  const titles = volumeTitles(description.order)
  yield { path: packagePath.completeness, parts: () => gathered(completenessParts(content)) }
  yield { path: packagePath.order, parts: () => gathered(mapped(content.records(), recordLineBytes)) }
  yield {
    path: packagePath.recordList,
    parts: () => gathered(headed(recordsCsvHead, content.records(), (line) => recordCsvRow(line, titles))),
  }
  yield { path: packagePath.signatures, parts: () => gathered(mapped(content.signatures(), signatureLineBytes)) }
  yield { path: packagePath.signatureList, parts: () => gathered(headed(signaturesCsvHead, content.signatures(), signatureCsvRow)) }
  yield whole(packagePath.description, canonicalBytes(description))
  yield whole(packagePath.characteristics, canonicalBytes(characteristics))
  yield whole(packagePath.characteristicsPage, encoder.encode(characteristicsPage(characteristics, description.id)))
  for await (const { path, text } of indexFiles(content)) yield whole(path, encoder.encode(text))
}

function whole(path: string, bytes: Uint8Array): DerivedFile {
  return {
    path,
    async *parts() {
      yield bytes
    },
  }
}

/** The canonical JSON of a `Completeness`, case by case. Its members are in the order RFC 8785 puts them. */
export async function* completenessParts({
  absentCases,
  numbers,
  cases,
}: Pick<PackageContent, 'absentCases' | 'numbers' | 'cases'>): AsyncGenerator<Uint8Array> {
  const text = (value: unknown) => new TextDecoder().decode(canonicalBytes(value))
  yield encoder.encode(`{"absentCases":${text(absentCases)},"cases":[`)
  let first = true
  for await (const { found } of cases()) {
    if (!first) yield encoder.encode(',')
    first = false
    yield canonicalBytes(found)
  }
  yield encoder.encode(`],"format":"guiju-completeness/1","numbers":${text(numbers)}}`)
}

async function* mapped<T>(lines: AsyncIterable<T>, write: (line: T) => Uint8Array): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield write(line)
}

async function* headed<T>(head: string, lines: AsyncIterable<T>, write: (line: T) => string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(head)
  for await (const line of lines) yield encoder.encode(write(line))
}

/** Pieces of a size worth writing. */
async function* gathered(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let length = 0
  const flush = () => {
    const all = new Uint8Array(length)
    let at = 0
    for (const piece of pieces) {
      all.set(piece, at)
      at += piece.length
    }
    pieces = []
    length = 0
    return all
  }
  for await (const part of parts) {
    pieces.push(part)
    length += part.length
    if (length >= PIECE) yield flush()
  }
  if (length > 0) yield flush()
}
