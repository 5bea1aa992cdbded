import type { RecordForm } from './language/form.generated.ts'
import type { ReferenceData } from './language/lists.generated.ts'
import type { PendingDocuments } from './language/pending.generated.ts'
import type { ProcedureDocument } from './language/procedure.generated.ts'
import type { RegisterDeclaration } from './language/register.generated.ts'

/**
 * Finds the place of a node in the file it was read from. Path segments as in the YAML: ['steps', 'notify', 'to'].
 * `key`: where the name stands rather than its value.
 */
export type Locate = (path: readonly (string | number)[], at?: 'key') => Readonly<{ line: number; column: number }>

export type SourceFile<T> = Readonly<{ file: string; text: string; value: T; locate: Locate }>

/** All documents, forms, registers and reference data that are checked and released together, as read from their files. */
export type Library = Readonly<{
  documents: ReadonlyMap<string, SourceFile<ProcedureDocument>>
  forms: ReadonlyMap<string, SourceFile<RecordForm>>
  registers: ReadonlyMap<string, SourceFile<RegisterDeclaration>>
  reference: readonly SourceFile<ReferenceData>[]
  /** Codes of documents that are known to be not yet written (procedures/pending.yaml). */
  pending: ReadonlySet<string>
  pendingFile?: SourceFile<PendingDocuments>
}>
