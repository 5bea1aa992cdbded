import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import type { Language } from '#engine'
import type { Face } from './face.ts'
import { fontCoverage } from './font-coverage.ts'
import { makePrintable } from './printable-text.ts'
import { qrSvg } from './qr.ts'
import { escapeHtml, htmlOf } from './render-html.ts'
import { type EmbeddedFile, makePdfCompiler, type PdfCompiler, typstDocument } from './render-pdf.ts'
import { parseRestrictedHtml } from './restricted-html.ts'
import type { Templates } from './templates.ts'
import type { Printable } from './typst-source.ts'

export type RenderOptions = Readonly<{ language: Language } & ({ format: 'html' } | { format: 'pdf'; /** Canonical JSON of the records shown. */ embedded: readonly EmbeddedFile[] })>

export type RecordRenderer = Readonly<{
  /**
   * Draws a face. `html`: UTF-8 of the page's body, one `article.record`. `pdf`: PDF/A-3b with the data embedded, the same
   * bytes for the same face, templates, language and files.
   * @throws where a template is at fault; a value never is.
   */
  renderRecord(face: Face, options: RenderOptions): Promise<Uint8Array>
}>

const KEPT = 64

export function makeRecordRenderer(templates: Templates): RecordRenderer {
  const kept = new Map<string, Promise<Uint8Array>>()
  let press: Promise<Press> | null = null
  const drawn = async (face: Face, options: RenderOptions) => {
    const nodes = parseRestrictedHtml(templates.draw(face, options.language))
    const qr = qrSvg(face.qr, escapeHtml(face.qr))
    if (options.format === 'html') return new TextEncoder().encode(htmlOf(nodes, qr))
    press ??= openPress()
    const { compiler, printable } = await press
    const job = {
      nodes, typst: templates.typst, qrSvg: qr, language: options.language, embedded: options.embedded,
      title: `${face.number} ${face.form.title[options.language]}`,
      author: face.organisation[options.language],
      createdAt: face.sealedAt === null ? 0 : Math.floor(Date.parse(face.sealedAt) / 1000),
    }
    return compiler.pdf(typstDocument(job, printable), job.createdAt)
  }
  return {
    renderRecord(face, options) {
      const key = keyOf(face, options)
      const known = kept.get(key)
      const made = known ?? drawn(face, options)
      kept.delete(key)
      kept.set(key, made)
      if (known === undefined) made.catch(() => kept.delete(key))
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest)
      return made
    },
  }
}

type Press = Readonly<{ compiler: PdfCompiler; printable: Printable }>

/** Fonts of the PDFs, as packages name them; part of a baseline. */
export const fontFiles = ['@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf', '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'] as const

async function openPress(): Promise<Press> {
  const require = createRequire(import.meta.url)
  const [regular, bold] = await Promise.all(fontFiles.map((file) => readFile(require.resolve(file))))
  if (regular === undefined || bold === undefined) throw new Error('Expected two fonts, but there are fewer')
  return { compiler: makePdfCompiler([regular, bold], tmpdir()), printable: makePrintable(fontCoverage(regular)) }
}

function keyOf(face: Face, options: RenderOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([face, options.format, options.language]))
  if (options.format === 'pdf') for (const { name, bytes, description } of options.embedded) hash.update(JSON.stringify([name, description, bytes.length])).update(bytes)
  return hash.digest('base64')
}
