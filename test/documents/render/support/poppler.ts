import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether poppler's tools are here; tests that read PDFs from outside need them. */
export const hasPoppler = (() => {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** Text as another program extracts it, without white space (which layout decides). */
export function textOfPdf(pdf: Uint8Array): string {
  return withFile(pdf, (file) => execFileSync('pdftotext', ['-enc', 'UTF-8', '-raw', file, '-'], { encoding: 'utf8' })).replace(
    /[\s\u200B]/g,
    '',
  )
}

export function pagesOfPdf(pdf: Uint8Array): number {
  return withFile(pdf, (file) => Number(/^Pages:\s+(\d+)/m.exec(execFileSync('pdfinfo', [file], { encoding: 'utf8' }))?.[1]))
}

/** The XMP metadata, where a PDF says which standard it claims. */
export function metadataOfPdf(pdf: Uint8Array): string {
  return withFile(pdf, (file) => execFileSync('pdfinfo', ['-meta', file], { encoding: 'utf8' }))
}

/** Bytes of the file embedded at this place, from 1. */
export function embeddedIn(pdf: Uint8Array, place: number): Uint8Array {
  return withFile(pdf, (file, folder) => {
    const out = join(folder, 'embedded')
    execFileSync('pdfdetach', ['-save', String(place), '-o', out, file])
    return new Uint8Array(readFileSync(out))
  })
}

function withFile<T>(pdf: Uint8Array, use: (file: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-pdf-'))
  try {
    const file = join(folder, 'record.pdf')
    writeFileSync(file, pdf)
    return use(file, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
