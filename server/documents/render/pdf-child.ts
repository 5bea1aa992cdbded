import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFontFiles } from './font-files.ts'
import { makePdfCompiler } from './pdf-compiler.ts'
import type { PdfAnswer, PdfRequest } from './pdf-process.ts'

/** The process that lays out PDFs; started and spoken to by `pdf-process.ts` alone. */
const workspace = mkdtempSync(join(tmpdir(), 'guiju-typst-'))
process.on('exit', () => rmSync(workspace, { recursive: true, force: true }))
process.on('disconnect', () => process.exit(0))

const compiler = makePdfCompiler(await readFontFiles(), workspace)

process.on('message', ({ id, source, createdAt }: PdfRequest) => {
  process.send?.({ ...answer(id, source, createdAt), memory: process.memoryUsage.rss() } satisfies PdfAnswer)
})

function answer(id: number, source: string, createdAt: number) {
  try {
    return { id, pdf: compiler.pdf(source, createdAt) }
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) }
  }
}
