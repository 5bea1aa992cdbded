import { checkLibrary, type Diagnostic, type Language, sayDiagnostic } from '#engine'
import { readLibrary } from '../documents/read-library.ts'

export type CheckOptions = Readonly<{
  /** The folder that holds procedures/ and records/. */
  root: string
  language: Language
  out: (line: string) => void
  /** Generated files that are not what their schema gives; known only in a working copy of the source. */
  staleTypes?: () => Promise<readonly string[]>
}>

/**
 * `guiju check`: every finding as `file:line:column  code  sentence`, then the pending documents, each once.
 * Answers the exit code: 1 if there is an error; pending documents are none.
 */
export async function runCheck({ root, language, out, staleTypes }: CheckOptions): Promise<0 | 1> {
  const { library, diagnostics } = await readLibrary(root)
  const stale = ((await staleTypes?.()) ?? []).map(
    (file): Diagnostic => ({ code: 'generated-types-stale', file, line: 1, column: 1, details: {} }),
  )
  const all = [...stale, ...diagnostics, ...checkLibrary(library)]
  const errors = all.filter(({ severity }) => severity !== 'pending')
  for (const finding of errors)
    out(`${finding.file}:${finding.line}:${finding.column}  ${finding.code}  ${sayDiagnostic(finding, language)}`)
  const pending = Map.groupBy(
    all.filter(({ severity }) => severity === 'pending'),
    ({ details }) => String(details.document),
  )
  for (const [document, places] of [...pending].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    out(
      `pending-document  ${document}  ${places.length === 1 ? '' : `${places.length}× `}${places.map(({ file, line }) => `${file}:${line}`).join(', ')}`,
    )
  out(summary(language, library.documents.size, library.forms.size, errors.length, pending.size))
  return errors.length === 0 ? 0 : 1
}

function summary(language: Language, documents: number, forms: number, errors: number, pending: number): string {
  return language === 'zh'
    ? `已检查 ${documents} 个文件、${forms} 张表单：${errors} 处错误，${pending} 个文件待编`
    : `${documents} documents and ${forms} forms checked: ${errors} errors, ${pending} documents pending`
}
