import { createHash } from 'node:crypto'
import type { Language } from '#engine'
import type { Face } from './face.ts'
import { makePdfPress, type PdfPress } from './pdf-process.ts'
import type { PdfStore } from './pdf-store.ts'
import { readPrintable } from './printable-font.ts'
import { qrSvg } from './qr.ts'
import { escapeHtml, htmlOf } from './render-html.ts'
import { parseRestrictedHtml } from './restricted-html.ts'
import type { Templates } from './templates.ts'
import { type EmbeddedFile, rendererVersion, typstDocument } from './typst-document.ts'

export type RenderOptions = Readonly<
  { language: Language } & (
    | { format: 'html' }
    | {
        format: 'pdf' /** Canonical JSON of the records shown. */
        embedded: readonly EmbeddedFile[]
        /** Case the sheet is of: it may be kept on disk, and goes with the case. Absent: it is not kept. */
        owner?: string
      }
  )
>

export type RecordRenderer = Readonly<{
  /**
   * Draws a face. `html`: UTF-8 of the page's body, one `article.record`. `pdf`: PDF/A-3b with the data embedded, the same
   * bytes for the same face, templates, language and files.
   * @throws where a template is at fault; a value never is.
   */
  renderRecord(face: Face, options: RenderOptions): Promise<Uint8Array>
  /** Ends the process that lays out PDFs, unless it was handed in. It also ends with ours. */
  close(): void
}>

const KEPT = 64

/** Sheets kept on disk, and the name of the templates that drew them. */
export type KeptSheets = Readonly<{ store: PdfStore; look: string }>

/** Draws with the templates of one baseline. Renderers of several baselines should share one `press`: each is a process. */
export function makeRecordRenderer(templates: Templates, press?: PdfPress, sheets?: KeptSheets): RecordRenderer {
  const kept = new Map<string, Promise<Uint8Array>>()
  const own = press ?? makePdfPress()
  const printed = async (face: Face, options: RenderOptions) => {
    if (options.format === 'html' || options.owner === undefined || sheets === undefined) return drawn(face, options)
    const { store, look } = sheets
    const key = createHash('sha256')
      .update(JSON.stringify([rendererVersion, look]))
      .update(keyOf(face, options))
      .digest('hex')
    const known = await store.get(options.owner, key)
    if (known !== null) return known
    const made = await drawn(face, options)
    await store.put(options.owner, key, made)
    return made
  }
  const drawn = async (face: Face, options: RenderOptions) => {
    const nodes = parseRestrictedHtml(templates.draw(face, options.language))
    const qr = qrSvg(face.qr, escapeHtml(face.qr))
    if (options.format === 'html') return new TextEncoder().encode(htmlOf(nodes, { qr }))
    const job = {
      nodes,
      typst: templates.typst,
      pictures: { qr },
      language: options.language,
      embedded: options.embedded,
      title: `${face.number} ${face.form.title[options.language]}`,
      author: face.organisation[options.language],
      createdAt: face.sealedAt === null ? 0 : Math.floor(Date.parse(face.sealedAt) / 1000),
    }
    return own.pdf(typstDocument(job, await readPrintable()), job.createdAt)
  }
  return {
    renderRecord(face, options) {
      const key = keyOf(face, options)
      const known = kept.get(key)
      const made = known ?? printed(face, options)
      kept.delete(key)
      kept.set(key, made)
      if (known === undefined) made.catch(() => kept.delete(key))
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest)
      return made
    },
    close: () => {
      if (press === undefined) own.close()
    },
  }
}

function keyOf(face: Face, options: RenderOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([face, options.format, options.language]))
  if (options.format === 'pdf')
    for (const { name, bytes, description } of options.embedded)
      hash.update(JSON.stringify([name, description, bytes.length])).update(bytes)
  return hash.digest('base64')
}
