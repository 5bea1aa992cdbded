import type { Pictures } from './render-html.ts'
import type { HtmlNode } from './restricted-html.ts'
import { type Printable, typstOf } from './typst-source.ts'
import { inAscii, typstString } from './typst-string.ts'

/** A file that travels inside the PDF: the canonical JSON the page was made from. */
export type EmbeddedFile = Readonly<{ name: string; bytes: Uint8Array; description: string }>

export type PdfJob = Readonly<{
  nodes: readonly HtmlNode[]
  /** Layout functions, the templates' `record.typ`. */
  typst: string
  title: string
  author: string
  language: 'zh' | 'en'
  pictures: Pictures
  embedded: readonly EmbeddedFile[]
  /** Seconds since 1970: the moment of sealing, so that the same record gives the same bytes. */
  createdAt: number
}>

/** Version of everything that decides a PDF's bytes beside face and templates; it stands in the PDF's keywords. */
export const rendererVersion = 'guiju-renderer/1'

/** The whole Typst document of a job. */
export function typstDocument(job: PdfJob, printable: Printable): string {
  const plain = (text: string) => typstString(printable(text).replaceAll('\n', ' ').replaceAll('\u200B', ''))
  return [
    inAscii(job.typst),
    `#set document(title: ${plain(job.title)}, author: ${plain(job.author)}, keywords: ("${rendererVersion}",), date: auto)`,
    `#set text(lang: "${job.language}")`,
    `#let record-qr = ${picture(job.pictures.qr)}`,
    `#let record-diagram = ${picture(job.pictures.diagram)}`,
    ...job.embedded.map(embed),
    `#${typstOf(job.nodes, printable)}`,
  ].join('\n')
}

/** The bytes of a picture. Its text is escaped: the source of a job is ASCII. */
function picture(svg: string | undefined): string {
  return svg === undefined ? 'none' : `bytes(${typstString(svg)})`
}

function embed({ name, bytes, description }: EmbeddedFile): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  return `#pdf.embed(${typstString(name)}, bytes(${typstString(text)}), relationship: "source", mime-type: "application/json", description: ${typstString(description)})`
}
