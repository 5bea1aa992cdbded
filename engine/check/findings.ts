import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts'
import type { SourceFile } from '../library.ts'

export type Path = readonly (string | number)[]
type Details = Diagnostic['details']

/** Collects findings of one file. */
export type Findings = Readonly<{
  /** At the value of a path; with `'key'`, at its name. */
  add(code: DiagnosticCode, path: Path, details: Details, at?: 'key'): void
  /** At a character of an expression that stands at the path. */
  addInside(code: DiagnosticCode, path: Path, offset: number, details: Details): void
  pending(path: Path, details: Details): void
}>

export function findingsIn(source: SourceFile<unknown>, into: Diagnostic[]): Findings {
  const { file, locate } = source
  return {
    add: (code, path, details, at) => void into.push({ code, file, ...locate(path, at), details }),
    addInside: (code, path, offset, details) => void into.push({ code, file, ...inside(source, path, offset), details }),
    pending: (path, details) => void into.push({ code: 'pending-document', file, ...locate(path), details, severity: 'pending' }),
  }
}

/** A plain or quoted scalar on one line is pointed into; a folded one only at its beginning. */
function inside({ text, locate }: SourceFile<unknown>, path: Path, offset: number): { line: number; column: number } {
  const { line, column } = locate(path)
  const rest = text.split('\n')[line - 1]?.slice(column - 1) ?? ''
  if (rest.startsWith('|') || rest.startsWith('>')) return { line, column }
  const quote = rest.startsWith('"') || rest.startsWith("'") ? 1 : 0
  return { line, column: column + quote + offset }
}
