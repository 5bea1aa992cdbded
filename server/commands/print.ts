import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assembleLibrary, type Language } from '#engine'
import { makeControlledSheet } from '../documents/print/controlled-sheet.ts'
import type { DocumentPress } from '../documents/print/document-press.ts'
import { documentHtml, documentPdf } from '../documents/print/print-document.ts'
import { readReleaseFiles } from '../documents/read-release-files.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import { templatesAmong } from '../documents/render/templates.ts'

export type PrintOptions = Readonly<{
  /** Document codes, or `all`. */
  codes: readonly string[]
  /** Folder the files are written to. */
  out: string
  format: 'pdf' | 'html'
  language: Language
}>

/** What is printed from: the documents in force, or files nobody has released. `null`: no such document. */
export type Printer = Readonly<{ codes: readonly string[]; print(code: string): Promise<string | Uint8Array | null> }>

/** `guiju print <code>… | all`: writes each document as a controlled document, named by its code. */
export async function runPrint(
  { codes, out, format, language }: PrintOptions,
  printer: Printer,
  say: (line: string) => void,
): Promise<number> {
  const wanted = codes.length === 1 && codes[0] === 'all' ? printer.codes : codes
  const unknown = wanted.filter((code) => !printer.codes.includes(code))
  if (unknown.length > 0 || wanted.length === 0) {
    const known = printer.codes.join(' ')
    say(
      language === 'zh'
        ? `应写明文件编号，但没有 ${unknown.join(' ') || '写'}。可以打印：${known}`
        : `Expected the code of a document, but ${unknown.join(' ') || 'none'} is not one. There are: ${known}`,
    )
    return 2
  }
  await mkdir(out, { recursive: true })
  for (const code of wanted) {
    const printed = await printer.print(code)
    if (printed === null) continue
    const file = join(out, `${code}.${format}`)
    await writeFile(file, printed)
    say(file)
  }
  return 0
}

/** Prints what is in force today. */
export function printerInForce(press: DocumentPress, codes: readonly string[], today: string, { format, language }: PrintOptions): Printer {
  return {
    codes,
    print: (code) => (format === 'html' ? press.html(code, today, language) : press.pdf(code, today, language)),
  }
}

/** Prints drafts from the files on disk; the sheet says that nobody has released them. */
export async function printerOfDrafts(root: string, press: PdfPress, { format, language }: PrintOptions): Promise<Printer> {
  const files = await readReleaseFiles(root)
  const { library } = assembleLibrary(files)
  const templates = templatesAmong(files)
  return {
    codes: [...library.documents.keys()].toSorted(),
    async print(code) {
      const document = library.documents.get(code)?.value
      if (document === undefined) return null
      const sheet = makeControlledSheet({ organisation: { zh: '', en: '' }, library, document, revisions: [] })
      const printed = { sheet, document, baseline: null, inForceSince: 0 }
      return format === 'html' ? documentHtml(printed, templates, language) : documentPdf(printed, templates, language, press)
    },
  }
}
