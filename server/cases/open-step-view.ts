import type { Static } from 'typebox'
import {
  type CaseState,
  type CompiledProcedure,
  type Language,
  type OpenContribution,
  type OpenPart,
  type OpenStep,
  partSchema,
  type Rejection,
  type RejectionNames,
  type SharedPart,
  sayRejection,
} from '#engine'
import { attachmentsOf } from '#records'
import { same } from '../documents/render/labels.ts'
import { meaningTitle, originWords } from '../documents/render/signature-words.ts'
import { type Wording, wordValue } from '../documents/render/value-words.ts'
import type { CaseView, OriginView, PartToFill } from '../http/api/cases.ts'
import type { CaseRef } from '../http/api/common.ts'
import type { Reading } from './reading.ts'
import { dueView } from './reading.ts'

type StepView = CaseView['openSteps'][number]

/** What putting a step into words needs. `demander`: the case a demand came from, where the viewer may see it. */
export type StepSetting = Readonly<{
  procedure: CompiledProcedure
  state: CaseState
  reading: Reading
  wording: Wording
  names: RejectionNames
  language: Language
  readOnly: boolean
  demander: (id: string) => CaseRef | null
  /** Parts of a waiting contribution the viewer may read. */
  readableParts: (sequence: number) => readonly SharedPart[]
}>

/** An open step as the page shows it; forms are drawn only for whoever may take it. */
export function openStepView(step: OpenStep, setting: StepSetting): StepView {
  const { procedure, reading, wording, names, readOnly } = setting
  const mayTake = step.mayTake && !readOnly
  const demander = step.demand === null ? null : setting.demander(step.demand.from.case)
  return {
    step: step.step,
    title: step.title,
    guard: step.guard,
    to: step.to,
    toTitle: procedure.states.get(step.to)?.title ?? same(step.to),
    roles: step.roles.map((role) => ({ role, title: wording.labels.role(role) })),
    due: step.due === null ? null : dueView(reading, step.due.at, step.due.provisional),
    mayTake,
    whyNot: step.whyNot === null ? [] : [whyNotView(step.whyNot, names, setting.language)],
    signature: step.signature === null ? null : { meaning: step.signature, meaningTitle: meaningTitle(step.signature) },
    secondPerson:
      step.second === null
        ? null
        : { role: step.second.role, title: wording.labels.role(step.second.role), meaningTitle: meaningTitle(step.second.meaning) },
    demanded:
      step.demand === null || demander === null
        ? null
        : { by: demander, due: step.demand.due === null ? null : dueView(reading, step.demand.due) },
    automatic: step.automatic,
    parts: mayTake ? step.parts.map((part) => partView(part, setting)) : [],
    contributions: step.waiting.map((one) => contributionView(one, setting)),
  }
}

export function whyNotView(rejection: Rejection, names: RejectionNames, language: Language): StepView['whyNot'][number] {
  return { code: rejection.code, detail: sayRejection(rejection, names)[language], rejection }
}

function partView(part: OpenPart, { procedure, language }: StepSetting): Static<typeof PartToFill> {
  const form = procedure.forms.get(part.form)?.form
  if (form === undefined) throw new Error(`Expected ${procedure.code} to have form ${part.form}, but it has not`)
  const readOnly = part.fields.filter((field) => field.readOnly).map(({ key }) => key)
  // What a field said before is offered again, but never what was sensitive.
  const values = part.fields.flatMap(({ key, value, last, field }) => {
    const shown = value ?? (field.sensitive === undefined ? last : null)
    return shown === null ? [] : [[key, shown] as const]
  })
  const origins = part.fields.flatMap(({ key, origin }) => (origin === null ? [] : [[key, originView(origin)] as const]))
  return {
    form: part.form,
    part: part.part,
    formTitle: form.title,
    partTitle: part.title,
    revision: form.revision,
    schema: schemaOfShown(partSchema(form, part.part, procedure.reference, language, new Set(readOnly)), part),
    values: Object.fromEntries(values),
    readOnly,
    origins: Object.fromEntries(origins),
  }
}

/** The schema without the fields the open step leaves away; none of them is ever required. */
function schemaOfShown(schema: ReturnType<typeof partSchema>, { fields }: OpenPart) {
  const shown = new Set(fields.map(({ key }) => key))
  const properties = Object.entries(schema.properties ?? {}).filter(([key]) => shown.has(key))
  return { ...schema, properties: Object.fromEntries(properties) }
}

export function originView(origin: Parameters<typeof originWords>[0] & object): Static<typeof OriginView> {
  const words = originWords(origin)
  const [link] = origin.kind === 'filled' ? origin.cases : []
  const source =
    origin.kind === 'given'
      ? { caseId: origin.case, caseNumber: origin.number }
      : link === undefined
        ? {}
        : { caseId: link.id, caseNumber: link.number }
  return { kind: origin.kind, words, ...source }
}

function contributionView(one: OpenContribution, setting: StepSetting): StepView['contributions'][number] {
  const { procedure, wording, names, language, readOnly } = setting
  const countersigns = one.kind === 'first'
  const values = setting.readableParts(one.contribution).map(({ form, part, values: filled }) => {
    const fields = [...(procedure.forms.get(form)?.parts.get(part)?.fields ?? [])].filter(([key]) => Object.hasOwn(filled, key))
    return {
      form,
      part,
      title: procedure.forms.get(form)?.parts.get(part)?.title ?? same(part),
      fields: fields.map(([key, { field }]) => {
        const files = field.sensitive === undefined ? attachmentsOf(filled[key]) : []
        return {
          title: field.title,
          text: wordValue(field, filled[key], wording).text[language],
          ...(files.length === 0 ? {} : { attachments: files.map(({ attachment, name }) => ({ id: attachment, name })) }),
        }
      }),
    }
  })
  return {
    sequence: one.contribution,
    kind: one.kind,
    by: { person: one.signer.person, name: one.signer.name },
    role: wording.labels.role(one.signer.role),
    at: one.at,
    meaning: one.signer.signature === null ? null : meaningTitle(one.signer.signature.meaning),
    mayCountersign: countersigns && one.whyNotCountersign === null && !readOnly,
    mayWithdraw: one.mayWithdraw && !readOnly,
    whyNotCountersign: countersigns && one.whyNotCountersign !== null ? [whyNotView(one.whyNotCountersign, names, language)] : [],
    values: one.parts.length === 0 ? null : values,
  }
}
