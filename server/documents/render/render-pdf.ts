import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { HtmlNode } from './restricted-html.ts'
import { typstOf, type Printable } from './typst-source.ts'
import { typstString } from './typst-string.ts'

/** A file that travels inside the PDF: the canonical JSON the page was made from. */
export type EmbeddedFile = Readonly<{ name: string; bytes: Uint8Array; description: string }>

export type PdfJob = Readonly<{
  nodes: readonly HtmlNode[]
  /** Layout functions, the templates' `record.typ`. */
  typst: string
  title: string
  author: string
  language: 'zh' | 'en'
  qrSvg: string
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
    job.typst,
    `#set document(title: ${plain(job.title)}, author: ${plain(job.author)}, keywords: ("${rendererVersion}",), date: auto)`,
    `#set text(lang: "${job.language}")`,
    `#let record-qr = bytes(${typstString(job.qrSvg)})`,
    ...job.embedded.map(embed),
    `#${typstOf(job.nodes, printable)}`,
  ].join('\n')
}

function embed({ name, bytes, description }: EmbeddedFile): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  return `#pdf.embed(${typstString(name)}, bytes(${typstString(text)}), relationship: "source", mime-type: "application/json", description: ${typstString(description)})`
}

export type PdfCompiler = Readonly<{ pdf(source: string, createdAt: number): Uint8Array }>

/** One Typst compiler with these fonts. It reads no file and no network: every source is given to it. */
export function makePdfCompiler(fonts: readonly Buffer[], workspace: string): PdfCompiler {
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: [...fonts] }] })
  return {
    pdf(source, createdAt) {
      try {
        const compiled = compiler.compile({ mainFileContent: source })
        const { result } = compiled
        if (result === null) throw new Error(`Expected Typst to lay the record out, but: ${reasons(compiler, compiled)}`)
        return new Uint8Array(compiler.pdf(result, { pdfStandard: 'a-3b', creationTimestamp: createdAt }))
      } finally {
        // Typst remembers every layout it made; without this the process grows by each record.
        compiler.evictCache(4)
      }
    },
  }
}

function reasons(compiler: NodeCompiler, compiled: ReturnType<NodeCompiler['compile']>): string {
  const error = compiled.takeDiagnostics() ?? compiled.takeError()
  return error === null ? 'no reason given' : JSON.stringify(compiler.fetchDiagnostics(error)).slice(0, 2000)
}
