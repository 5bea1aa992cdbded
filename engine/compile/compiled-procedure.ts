import type { Duration } from '../calendar/working-calendar.ts'
import type { CompiledForm } from '../form/compiled-form.ts'
import type { Reference } from '../form/reference.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step, SubjectKey } from '../language/procedure.generated.ts'
import type { Setters } from '../register/compile-setters.ts'
import type { Rule } from '../rules/rule.ts'
import type { DocumentEnvironment } from '../rules/rule-environment.ts'
import type { Words } from '../words.ts'
import type { Machine } from './machine.ts'

/** A document that passed the check, ready to decide on its cases. Names that come from a request are looked up in Maps only. */
export type CompiledProcedure = Readonly<{
  code: string
  /** The document as it was read. */
  document: ProcedureDocument
  /** Differs whenever the document, its forms or the reference data differ; for caches, not for proof. */
  cacheKey: string
  subject: ReadonlyMap<string, SubjectKey>
  states: ReadonlyMap<string, CompiledState>
  /** In the order of the file. */
  steps: ReadonlyMap<string, CompiledStep>
  forms: ReadonlyMap<string, CompiledForm>
  relations: ReadonlyMap<string, CompiledRelation>
  /** Documents it names that are not written yet. */
  pending: ReadonlySet<string>
  /** Roles that may open a case. */
  openedBy: readonly string[]
  reference: Reference
  rules: DocumentEnvironment
  /** Titles of the registers, by name. */
  registers: ReadonlyMap<string, Words>
  /** What its sealed parts set in registers. */
  setters: Setters
  /** Some expression of it looks at a register. */
  readsRegisters: boolean
  /** Registers whose change may let the engine take a step. */
  wokenBy: ReadonlySet<string>
  machine: Machine
}>

export type CompiledState = Readonly<{
  code: string
  title: Words
  final: boolean
  /** Steps that leave it, in the order of the file. */
  leaving: ReadonlyMap<string, CompiledStep>
}>

export type CompiledRelation = Readonly<{
  name: string
  document: string
  via: 'started' | 'starter' | readonly string[]
  notOlder: boolean
  /** The document is not written yet: the relation is empty. */
  pending: boolean
  /** Final states of the related document that undo what a case passed through before. */
  annulling: ReadonlySet<string>
}>

/** The role of the engine itself. */
export const systemRole = 'system'

export type CompiledRole = Readonly<{ role: string; when: Rule | null }>
export type CompiledActors = Readonly<
  { kind: 'roles'; roles: readonly CompiledRole[] } | { kind: 'each'; role: string; of: Rule | null; atLeast: number; blind: boolean }
>
export type CompiledTimer = Readonly<
  | { kind: 'limit' }
  | {
      kind: 'date'
      on: Rule | null
      latestOf: readonly string[]
      firstFilled: readonly string[]
      plus: Duration | null
      minus: Duration | null
      repeat: Readonly<{ every: Duration; times: number }> | null
    }
>
export type CompiledWait = Readonly<{ relation: string; states: ReadonlySet<string>; any: boolean; when: Rule | null }>
export type CompiledGive = Readonly<{ field: Field; rule: Rule }>
export type CompiledStart = Readonly<{
  document: string
  pending: boolean
  when: Rule | null
  onePer: Readonly<{ each: Rule; as: readonly string[] }> | null
  /** Subject keys of the document started. */
  keys: ReadonlyMap<string, SubjectKey>
  subject: ReadonlyMap<string, Rule>
  gives: ReadonlyMap<string, CompiledGive>
}>
export type CompiledSend = Readonly<{
  relation: string
  document: string
  step: string
  when: Rule | null
  gives: ReadonlyMap<string, CompiledGive>
  due: Duration | null
}>

export type CompiledStep = Readonly<{
  code: string
  title: Words
  declared: Step
  from: ReadonlySet<string>
  to: string
  actors: CompiledActors
  /** Roles of people; empty where only the system takes the step. */
  humanRoles: readonly string[]
  rules: readonly Readonly<{ rule: Rule; words: Words }>[]
  limit: Duration | null
  second: Readonly<{ role: string; when: Rule | null; meaning: string }> | null
  separate: readonly Readonly<{ on: string | null; step: string }>[]
  waits: readonly CompiledWait[]
  starts: readonly CompiledStart[]
  sends: readonly CompiledSend[]
  automatic: Readonly<{ timer: CompiledTimer | null; when: Rule | null }> | null
  fills: ReadonlyMap<string, Rule>
  fillsByField: ReadonlyMap<string, Field>
  records: readonly Readonly<{ form: string; part: string }>[]
}>
