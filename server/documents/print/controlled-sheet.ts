import type { Library, ProcedureDocument, RecordForm, Words } from '#engine'
import { dateWords } from '../render/date-words.ts'
import { confidentiality, retention } from '../render/make-face.ts'
import { type DocumentNames, listed, namesFor } from './document-names.ts'
import { actorWords, linkLines, recordWords, rolesOf, signatureLines, timeWords, wayWords } from './step-words.ts'

/** One time a revision came into force: the release that put it there, and its reason. */
export type RevisionInForce = Readonly<{ revision: string; from: string; until: string | null; reason: string; baseline: string }>

export type SheetSource = Readonly<{
  organisation: Words
  library: Library
  document: ProcedureDocument
  /** Oldest first. Empty: printed from files that nobody has released. */
  revisions: readonly RevisionInForce[]
}>

/**
 * A procedure or work instruction as a controlled document (ISO 9001:2015, 7.5.3): everything in it is read from the declaration
 * that runs, so that what is printed and what is enforced cannot differ.
 */
export type ControlledSheet = Readonly<{
  organisation: Words
  code: string
  title: Words
  kind: Words
  revision: string
  owner: Words
  inForce: Words
  released: boolean
  purpose: Words
  about: Words
  trigger: Words
  subject: readonly Readonly<{ title: Words; optional: boolean }>[]
  /** What the document has decided by name from the facts. */
  terms: Words
  responsibilities: readonly Readonly<{ role: Words; owner: boolean; steps: Words }>[]
  steps: readonly SheetStep[]
  states: readonly Readonly<{ title: Words; final: boolean; initial: boolean }>[]
  related: readonly Readonly<{ title: Words; how: Words }>[]
  records: readonly Readonly<{ code: string; title: Words; revision: string; parts: Words; kept: Words; confidentiality: Words }>[]
  clauses: string
  basis: Words
  revisions: readonly Readonly<{ revision: string; from: Words; until: Words; reason: string; baseline: string }>[]
}>

export type SheetStep = Readonly<{
  number: string
  title: Words
  way: Words
  who: Words
  guard: Words
  /** Conditions the system enforces, in words. */
  rules: readonly Words[]
  time: Words
  signatures: readonly Words[]
  links: readonly Words[]
  records: readonly Words[]
}>

/** Puts a document into the words of its printed form. */
export function makeControlledSheet({ organisation, library, document, revisions }: SheetSource): ControlledSheet {
  const names = namesFor(library, document)
  const { labels } = names
  const department = labels.of('departments', document.owner.department)
  const role = labels.role(document.owner.role)
  const current = revisions.findLast(({ until }) => until === null) ?? revisions.at(-1)
  return {
    organisation,
    code: document.code,
    title: document.title,
    kind: kinds[document.kind],
    revision: document.revision,
    owner: { zh: `${department.zh} ${role.zh}`, en: `${department.en}, ${role.en}` },
    inForce: current === undefined ? { zh: '尚未发布', en: 'not released' } : dateWords(current.from),
    released: current !== undefined,
    purpose: document.purpose,
    about: document.about,
    trigger: document.trigger,
    subject: Object.values(document.subject).map(({ title, optional }) => ({ title, optional: optional === true })),
    terms: listed(Object.values(document.terms ?? {}).map(({ title }) => title)),
    responsibilities: responsibilitiesOf(names),
    steps: Object.values(document.steps).map((step, at) => ({
      number: `6.${at + 1}`,
      title: step.title,
      way: wayWords(step, names),
      who: actorWords(step, names),
      guard: step.guard,
      rules: (step.rules ?? []).map(({ words }) => words),
      time: timeWords(step, names),
      signatures: signatureLines(step, names),
      links: linkLines(step, names),
      records: recordWords(step, names),
    })),
    states: Object.entries(document.states).map(([code, { title, final }]) => ({
      title,
      final: final === true,
      initial: code === document.initial,
    })),
    related: relatedOf(names),
    records: formsOf(names).map((form) => recordLine(form)),
    clauses: document.clauses.join('、'),
    basis: listed(document.basis.map((one) => bases[one])),
    revisions: revisions.map(({ revision, from, until, reason, baseline }) => ({
      revision,
      from: dateWords(from),
      until: until === null ? { zh: '现行', en: 'in force' } : dateWords(until),
      reason,
      baseline: baseline.replace('sha256:', '').slice(0, 16),
    })),
  }
}

const kinds = {
  procedure: { zh: '程序文件', en: 'Procedure' },
  work_instruction: { zh: '作业指导文件', en: 'Work instruction' },
} as const

const bases = {
  seed: { zh: '实际做法', en: 'practice' },
  published: { zh: '公布的规定', en: 'published rules' },
  iso: { zh: 'ISO 9001', en: 'ISO 9001' },
  design: { zh: '本机构规定', en: 'own design' },
} as const

function responsibilitiesOf({ document, labels, step }: DocumentNames): ControlledSheet['responsibilities'] {
  const byRole = new Map<string, string[]>([[document.owner.role, []]])
  for (const [code, declared] of Object.entries(document.steps))
    for (const role of new Set(rolesOf(declared))) byRole.set(role, [...(byRole.get(role) ?? []), code])
  return [...byRole].map(([role, steps]) => ({
    role: labels.role(role),
    owner: role === document.owner.role,
    steps: listed(steps.map((code) => step(code))),
  }))
}

/** Documents this one belongs to, looks at, opens, or asks for a step, each once. */
function relatedOf({ document, titled }: DocumentNames): ControlledSheet['related'] {
  const steps = Object.values(document.steps)
  const started = new Set(steps.flatMap(({ starts = [] }) => starts.map((start) => start.document)))
  const looked = new Set(Object.values(document.related ?? {}).map((relation) => relation.document))
  const asked = new Set(steps.flatMap(({ sends = [] }) => sends.flatMap(({ to }) => document.related?.[to]?.document ?? [])))
  const codes = [...new Set([...(document.parent === undefined ? [] : [document.parent]), ...started, ...asked, ...looked])]
  return codes.toSorted().map((code) => ({
    title: titled(code),
    how: listed([
      ...(code === document.parent ? [{ zh: '上级文件', en: 'parent' }] : []),
      ...(started.has(code) ? [{ zh: '由本文件启动', en: 'opened by this one' }] : []),
      ...(asked.has(code) ? [{ zh: '被要求办理步骤', en: 'asked for steps' }] : []),
      ...(looked.has(code) && !started.has(code) && !asked.has(code) ? [{ zh: '引用', en: 'looked at' }] : []),
    ]),
  }))
}

function formsOf({ document, form }: DocumentNames): readonly RecordForm[] {
  const codes = new Set(Object.values(document.steps).flatMap(({ records }) => records.map((record) => record.form)))
  return [...codes].toSorted().flatMap((code) => form(code) ?? [])
}

function recordLine(form: RecordForm): ControlledSheet['records'][number] {
  const { class: kept, reason } = form.retention
  const length = retention[kept]
  return {
    code: form.code,
    title: form.title,
    revision: form.revision,
    parts: listed(Object.values(form.parts).map(({ title }) => title)),
    kept: reason === undefined ? length : { zh: `${length.zh}（${reason.zh}）`, en: `${length.en} (${reason.en})` },
    confidentiality: confidentiality[form.confidentiality],
  }
}
