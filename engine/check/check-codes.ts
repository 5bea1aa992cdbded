import type { Diagnostic } from '../diagnostic.ts'
import type { RegisterDeclaration } from '../language/register.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { findingsIn, type Path } from './findings.ts'

/** Codes of documents and forms: file names, documents that do not exist or are still to be written. */
export function checkCodes(library: Library, into: Diagnostic[]): void {
  for (const source of [...library.documents.values(), ...library.forms.values()]) checkFileName(source, into)
  for (const source of library.registers.values()) checkRegisterFile(source, into)
  for (const source of library.documents.values()) {
    const { parent, related = {}, campaign, steps } = source.value
    if (parent !== undefined) checkDocument(library, source, ['parent'], parent, into)
    for (const [name, relation] of Object.entries(related))
      checkDocument(library, source, ['related', name, 'document'], relation.document, into)
    if (campaign?.where !== undefined) checkDocument(library, source, ['campaign', 'where', 'document'], campaign.where.document, into)
    for (const [name, step] of Object.entries(steps))
      for (const [place, start] of (step.starts ?? []).entries())
        checkDocument(library, source, ['steps', name, 'starts', place, 'document'], start.document, into)
  }
  for (const source of library.forms.values()) checkDocument(library, source, ['document'], source.value.document, into)
  checkPending(library, into)
}

function checkFileName(source: SourceFile<{ code: string }>, into: Diagnostic[]): void {
  const { code } = source.value
  const name = source.file.split('/').at(-1) ?? ''
  if (!name.startsWith(`${code}-`) && name !== `${code}.yaml`)
    findingsIn(source, into).add('file-name-differs', ['code'], { code, file: name })
}

function checkRegisterFile(source: SourceFile<RegisterDeclaration>, into: Diagnostic[]): void {
  const { register } = source.value
  const name = source.file.split('/').at(-1) ?? ''
  if (name !== `${register}.yaml`) findingsIn(source, into).add('file-name-differs', ['register'], { code: register, file: name })
}

function checkDocument(library: Library, source: SourceFile<unknown>, path: Path, document: string, into: Diagnostic[]): void {
  if (library.documents.has(document)) return
  const findings = findingsIn(source, into)
  if (library.pending.has(document)) findings.pending(path, { document })
  else findings.add('unknown-document', path, { document })
}

function checkPending(library: Library, into: Diagnostic[]): void {
  const source = library.pendingFile
  if (source === undefined) return
  for (const [place, { code }] of source.value.pending.entries())
    if (library.documents.has(code))
      findingsIn(source, into).add('pending-document-written', ['pending', place, 'code'], { document: code })
}
