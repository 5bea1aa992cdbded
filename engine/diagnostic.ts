/** What is wrong with a document, said to its author before it is released. A value, never thrown. */
export type Diagnostic = Readonly<{
  code: DiagnosticCode
  file: string
  /** 1-based. */
  line: number
  column: number
  /** Values the sentence needs, e.g. { step: 'approve', form: 'QR-08-09' }. */
  details: Readonly<Record<string, string | number>>
  /** `pending`: a document not yet written is referred to; it stands on the list and hinders no release. Absent: an error. */
  severity?: 'error' | 'pending'
}>

/** Every finding of the check. `docs/errors.md` lists them all; a test compares the two. */
export type DiagnosticCode = (typeof diagnosticCodes)[number]

export const diagnosticCodes = [
  // reading
  'not-yaml',
  'duplicate-key',
  'alias-not-allowed',
  'file-too-large',
  'not-in-schema',
  // codes and references
  'file-name-differs',
  'duplicate-code',
  'pending-document-written',
  'unknown-document',
  'pending-document',
  'unknown-form',
  'unknown-part',
  'paper-placed-twice',
  'unknown-role',
  'role-not-participant',
  'unknown-department',
  'unknown-list',
  'unknown-state',
  'unknown-step',
  'unknown-relation',
  'unknown-subject-key',
  'unknown-field',
  'unknown-register',
  'subject-not-given',
  'relation-never-made',
  'reserved-name',
  'field-type-differs',
  'unknown-enum-value',
  // the machine
  'initial-missing',
  'initial-is-final',
  'state-unreachable',
  'state-cannot-end',
  'leaves-final-state',
  'state-without-owner',
  'part-never-filled',
  'automatic-without-cause',
  'endless-automatic-chain',
  'exits-leave-gap',
  'exits-overlap',
  // rules and values
  'rule-does-not-parse',
  'rule-does-not-type-check',
  'rule-not-boolean',
  'field-maybe-unset',
  'automatic-leaves-field-open',
  'fills-wrong-type',
  'register-shows-sensitive',
  'counter-pattern',
  'pattern-invalid',
  'bounds-crossed',
  'enum-without-values',
  'list-without-columns',
  'second-person-without-signature',
  'disposal-by-one-person',
  'happened-not-a-moment',
  'separation-never-met',
  // generated files
  'generated-types-stale',
] as const
