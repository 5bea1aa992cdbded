import type { Diagnostic } from '../diagnostic.ts'
import type { Library, SourceFile } from '../library.ts'
import type { RecordForm } from './form.generated.ts'
import type { ReferenceData } from './lists.generated.ts'
import type { PendingDocuments } from './pending.generated.ts'
import type { ProcedureDocument } from './procedure.generated.ts'
import { readYaml } from './read-yaml.ts'
import type { RegisterDeclaration } from './register.generated.ts'
import { type FileKind, schemaProblems } from './schemas.ts'

export type TextFile = Readonly<{ file: string; text: string }>
export type Assembled = Readonly<{ library: Library; diagnostics: readonly Diagnostic[] }>

/** Which kind a file is, by its folder; `undefined` for a file that is none of the library's. Paths use `/`. */
export function kindOf(file: string): FileKind | undefined {
  if (!/\.ya?ml$/.test(file)) return undefined
  if (file === 'procedures/pending.yaml') return 'pending'
  if (file.startsWith('procedures/')) return 'procedure'
  if (file.startsWith('records/forms/')) return 'form'
  if (file.startsWith('records/lists/')) return 'lists'
  if (file.startsWith('records/registers/')) return 'register'
  return undefined
}

/**
 * Reads every file into one library. A file that cannot be read or is not of its schema gives findings and is left
 * out, so that the rest can still be checked. The order of the files does not matter.
 */
export function assembleLibrary(files: readonly TextFile[]): Assembled {
  const diagnostics: Diagnostic[] = []
  const documents = new Map<string, SourceFile<ProcedureDocument>>()
  const forms = new Map<string, SourceFile<RecordForm>>()
  const reference: SourceFile<ReferenceData>[] = []
  const registers = new Map<string, SourceFile<RegisterDeclaration>>()
  let pendingFile: SourceFile<PendingDocuments> | undefined
  for (const file of files.toSorted((a, b) => (a.file < b.file ? -1 : 1))) {
    const kind = kindOf(file.file)
    if (kind === undefined) continue
    const source = readSource(kind, file, diagnostics)
    if (source === undefined) continue
    if (kind === 'procedure') keep(documents, source as SourceFile<ProcedureDocument>, 'code', diagnostics)
    else if (kind === 'form') keep(forms, source as SourceFile<RecordForm>, 'code', diagnostics)
    else if (kind === 'register') keep(registers, source as SourceFile<RegisterDeclaration>, 'register', diagnostics)
    else if (kind === 'lists') reference.push(source as SourceFile<ReferenceData>)
    else pendingFile = source as SourceFile<PendingDocuments>
  }
  const pending = new Set(pendingFile?.value.pending.map(({ code }) => code))
  return { library: { documents, forms, registers, reference, pending, ...(pendingFile && { pendingFile }) }, diagnostics }
}

function readSource(kind: FileKind, { file, text }: TextFile, diagnostics: Diagnostic[]): SourceFile<unknown> | undefined {
  const reading = readYaml(file, text)
  if (reading.diagnostics !== undefined) {
    diagnostics.push(...reading.diagnostics)
    return undefined
  }
  const { value, locate } = reading
  const problems = schemaProblems(kind, value)
  for (const { path, at, keyword, expected, found } of problems)
    diagnostics.push({ code: 'not-in-schema', file, ...locate(path, at), details: { at: path.join('.'), keyword, expected, found } })
  return problems.length === 0 ? { file, text, value, locate } : undefined
}

/** Keeps a document, form or register under its name; the second of one name is a finding. */
function keep<Name extends string, T extends Record<Name, string>>(
  kept: Map<string, SourceFile<T>>,
  source: SourceFile<T>,
  name: Name,
  diagnostics: Diagnostic[],
): void {
  const code: string = source.value[name]
  const first = kept.get(code)
  if (first === undefined) kept.set(code, source)
  else diagnostics.push({ code: 'duplicate-code', file: source.file, ...source.locate([name]), details: { code, first: first.file } })
}
