import { fontCoverage } from './font-coverage.ts'
import { readFontFiles } from './font-files.ts'
import { makePrintable } from './printable-text.ts'
import type { Printable } from './typst-source.ts'

let printable: Promise<Printable> | null = null

/** What the font can set. It never changes while we run, and reading it takes some milliseconds and 10 MB: read once. */
export function readPrintable(): Promise<Printable> {
  printable ??= read()
  return printable
}

async function read(): Promise<Printable> {
  const [regular] = await readFontFiles()
  if (regular === undefined) throw new Error('Expected a font for the PDFs, but there is none')
  return makePrintable(fontCoverage(regular))
}
