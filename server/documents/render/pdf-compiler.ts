import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

export type PdfCompiler = Readonly<{ pdf(source: string, createdAt: number): Uint8Array }>

/** Layouts Typst may remember from one record to the next: fonts and functions stay warm, records do not pile up. */
const REMEMBERED = 4

/** One Typst compiler with these fonts. It reads no file and no network: every source is given to it. Takes 0.5 s to make. */
export function makePdfCompiler(fonts: readonly Buffer[], workspace: string): PdfCompiler {
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: [...fonts] }] })
  return {
    pdf(source, createdAt) {
      // See `inAscii`: with any other source a record could show words of the record before it.
      if (/[^\n -~]/.test(source)) throw new Error('Expected a Typst source of ASCII alone, but it has other characters')
      try {
        const compiled = compiler.compile({ mainFileContent: source })
        const { result } = compiled
        if (result === null) throw new Error(`Expected Typst to lay the record out, but: ${reasons(compiler, compiled)}`)
        return new Uint8Array(compiler.pdf(result, { pdfStandard: 'a-3b', creationTimestamp: createdAt }))
      } finally {
        compiler.evictCache(REMEMBERED)
      }
    },
  }
}

function reasons(compiler: NodeCompiler, compiled: ReturnType<NodeCompiler['compile']>): string {
  const error = compiled.takeDiagnostics() ?? compiled.takeError()
  return error === null ? 'no reason given' : JSON.stringify(compiler.fetchDiagnostics(error)).slice(0, 2000)
}
