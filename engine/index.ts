/** The door of the engine: what the other rooms may name. */

// calendar, forms, compiled documents
export { makeCalendar } from './calendar/make-calendar.ts'
export type { Due, Duration, DurationUnit, WorkingCalendar } from './calendar/working-calendar.ts'
// the case
export { systemPerson } from './case/acting.ts'
export { type AutomaticStep, automaticSteps, maxAutomaticChain } from './case/automatic.ts'
export { type CaseEvent, type LimitChange, type SentDemand, sealedIn } from './case/case-event.ts'
export type {
  CaseState,
  Contribution,
  Demand,
  Given,
  Lateness,
  SealedPart,
  SharedPart,
  Signature,
  SignatureProof,
  Signer,
  StartedCase,
  SubjectValues,
  TakenStep,
} from './case/case-state.ts'
export { automaticNow, decide, systemSubmission } from './case/decide.ts'
export type {
  Accepted,
  Actor,
  Decision,
  DisposalBar,
  HeldRole,
  RecordRequest,
  Rejection,
  SendRequest,
  StartRequest,
  Submission,
  World,
} from './case/decision.ts'
export { type DueMoment, dueMoments } from './case/due-moments.ts'
export { eventOf, type Written } from './case/event-of.ts'
export { evolve, replay } from './case/evolve.ts'
export { gapsIn } from './case/gaps-in.ts'
export { caseNumberKey, caseNumberOf, correctedValues, latestValues } from './case/latest-values.ts'
export { type Opening, openCase } from './case/open-case.ts'
export { hiddenSerials, type OpenContribution, type OpenField, type OpenPart, type OpenStep, openSteps } from './case/open-steps.ts'
export { type Completeness, type MissingSignature, type OwedPart, owes } from './case/owes.ts'
export { latestStarted } from './case/related-cases.ts'
export { barWords, type RejectionNames, rejectionCodes, sayRejection } from './case/say-rejection.ts'
export { type CaseTask, taskList } from './case/task-list.ts'
export { type ListPlace, tryList } from './case/try-list.ts'
export type { AttachmentValue, DateText, FieldValue, Instant, Origin, PersonValue, RowValue, ScalarValue, Values } from './case/values.ts'
// check
export { checkLibrary } from './check/check-library.ts'
export { sayDiagnostic } from './check/say-diagnostic.ts'
export { compileLibrary, compileProcedure } from './compile/compile-procedure.ts'
export type {
  CompiledProcedure,
  CompiledRelation,
  CompiledSend,
  CompiledStart,
  CompiledState,
  CompiledStep,
  CompiledWait,
} from './compile/compiled-procedure.ts'
export type { Diagnostic, DiagnosticCode } from './diagnostic.ts'
export { diagnosticCodes } from './diagnostic.ts'
export type { CompiledField, CompiledForm, CompiledPart } from './form/compiled-form.ts'
export type { FieldProblem } from './form/field-problem.ts'
export { type Happened, happenedIn } from './form/happened.ts'
export { mask } from './form/mask.ts'
export { normalise } from './form/normalise.ts'
export { partSchema, type SchemaNode } from './form/part-schema.ts'
export { codesOf, mergeReference, type Reference } from './form/reference.ts'
export { fieldProblemCodes, sayProblem } from './form/say-problem.ts'
export { makePartValidator, type PartValidator, validatePart } from './form/validate-part.ts'
// reading
export { type Assembled, assembleLibrary, kindOf, type TextFile } from './language/assemble-library.ts'
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
export type { Column, RegisterDeclaration, Setter } from './language/register.generated.ts'
export type { Library, Locate, SourceFile } from './library.ts'
// registers
export { type CompiledSetter, partName } from './register/compile-setters.ts'
export { type Corrected, correctedChanges } from './register/corrected-changes.ts'
export { changesOfPart, type RegisterChange, registerChanges, rowsNamed } from './register/register-changes.ts'
export { emptyRegisters, type RegisterReader, type RegisterRow } from './register/register-reader.ts'
export { RegistersInSight } from './register/registers-in-sight.ts'
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
