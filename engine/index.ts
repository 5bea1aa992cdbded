/** The door of the engine: what the other rooms may name. */
export type { Diagnostic, DiagnosticCode } from './diagnostic.ts'
export { diagnosticCodes } from './diagnostic.ts'
export { fieldsOfDocument, fieldsOfStep, partsOfStep } from './language/document-fields.ts'
// language
export type { Field, Part, RecordForm } from './language/form.generated.ts'
export type { CalendarYear, CodeListItem, Department, ReferenceData, Role, Table } from './language/lists.generated.ts'
export type {
  BySeveral,
  Duration as DurationSpec,
  Fills,
  Meaning,
  ProcedureDocument,
  Relation,
  State,
  Step,
  SubjectKey,
  Timer,
} from './language/procedure.generated.ts'
export type { Library, Locate, SourceFile } from './library.ts'
// rules
export { Decimal, decimalText, parseDecimal } from './rules/decimal.ts'
export { fromRule, scaleOf } from './rules/from-rule.ts'
export { compilePattern } from './rules/patterns.ts'
export { type CompiledRule, compileRule, type Rule, type RuleProblem } from './rules/rule.ts'
export {
  type DocumentFacts,
  documentEnvironment,
  type FormFacts,
  formEnvironment,
  type RelatedFacts,
  type RuleEnvironment,
  type RuleScope,
  ruleLibraryVersion,
} from './rules/rule-environment.ts'
export { RuleFault, RuleReadsUnset } from './rules/rule-fault.ts'
export type { Language, Words } from './words.ts'

// reading
export { type Assembled, assembleLibrary, kindOf, type TextFile } from './language/assemble-library.ts'

export type { CaseEvent, LimitChange, SentDemand } from './case/case-event.ts'
export type { CaseState, Contribution, Demand, Given, Lateness, SealedPart, Signer, StartedCase, SubjectValues, TakenStep } from './case/case-state.ts'
export type { Accepted, Actor, Decision, HeldRole, RecordRequest, Rejection, SendRequest, StartRequest, Submission, World } from './case/decision.ts'
export type { AttachmentValue, DateText, FieldValue, Instant, Origin, PersonValue, RowValue, ScalarValue, Values } from './case/values.ts'
export type { Due, Duration, DurationUnit, WorkingCalendar } from './calendar/working-calendar.ts'
export type { FieldProblem } from './form/field-problem.ts'
