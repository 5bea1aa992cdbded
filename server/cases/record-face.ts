import { createHash } from 'node:crypto'
import type { CaseState, CompiledProcedure, Language, SealedPart } from '#engine'
import { type Entry, hashText, parseStamp } from '#records'
import type { PostgresCaseReader } from '../database/case-reader.ts'
import type { ReadBaseline } from '../documents/documents.ts'
import type { Face, FaceSource } from '../documents/render/face.ts'
import { makeFace } from '../documents/render/make-face.ts'
import { pageAround } from '../documents/render/page-around.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import type { PdfStore } from '../documents/render/pdf-store.ts'
import { makeRecordRenderer, type RecordRenderer } from '../documents/render/render-record.ts'
import { type Templates, templatesAmong } from '../documents/render/templates.ts'
import type { Organisation } from '../people/organisation.ts'
import { type Subject, type SubjectNames, subjectLines } from './subject-words.ts'

/** What a sheet is drawn from: the case, and the records of it that may be shown. */
export type FaceRequest = Readonly<{
  state: CaseState
  procedure: CompiledProcedure
  part: SealedPart
  readable: ReadonlySet<number>
  reader: Pick<PostgresCaseReader, 'entriesOf'>
  whole: boolean
  /** Sensitive values in full: only after showing them was recorded. Such a sheet is never kept. */
  unmasked?: boolean
}>

/** Draws records as they looked under the baseline their case is pinned to. */
export type RecordPress = Readonly<{
  html(request: FaceRequest, language: Language): Promise<string>
  pdf(
    request: FaceRequest,
    language: Language,
    embedded: readonly Readonly<{ name: string; bytes: Uint8Array; description: string }>[],
  ): Promise<Uint8Array>
}>

/** What a face is drawn by: the files of the baseline its case is pinned to. */
export type FaceDocuments = Readonly<{ readBaseline(baseline: string): Promise<Pick<ReadBaseline, 'files' | 'library'>> }>

type Look = Readonly<{ templates: Templates; renderer: RecordRenderer }>

export function makeRecordPress(
  documents: FaceDocuments,
  organisation: () => Promise<Pick<Organisation, 'name' | 'zone'>>,
  namesFor: (subject: Subject, state: CaseState) => Promise<SubjectNames>,
  press: PdfPress,
  store?: PdfStore,
): RecordPress {
  const looks = new Map<string, Promise<Look>>()
  const lookOf = (baseline: string): Promise<Look> => {
    const known = looks.get(baseline) ?? readLook(baseline, documents, press, store)
    looks.set(baseline, known)
    known.catch(() => looks.delete(baseline))
    return known
  }
  const faceOf = async (request: FaceRequest): Promise<Face> => {
    const { procedure, state } = request
    const subject = { procedure, subject: state.subject }
    const lines = subjectLines(subject, await namesFor(subject, state))
    return makeFace(await sourceOf(request, documents, await organisation(), lines))
  }
  return {
    async html(request, language) {
      const [{ renderer, templates }, face] = await Promise.all([lookOf(request.state.baseline), faceOf(request)])
      const body = new TextDecoder().decode(await renderer.renderRecord(face, { language, format: 'html' }))
      return pageAround(body, templates.css, `${face.number} ${face.form.title[language]}`, language)
    },
    async pdf(request, language, embedded) {
      const [{ renderer }, face] = await Promise.all([lookOf(request.state.baseline), faceOf(request)])
      const kept = request.unmasked === true ? {} : { owner: request.state.id }
      return renderer.renderRecord(face, { language, format: 'pdf', embedded, ...kept })
    },
  }
}

async function readLook(baseline: string, documents: FaceDocuments, press: PdfPress, store: PdfStore | undefined): Promise<Look> {
  const { files } = await documents.readBaseline(baseline)
  const templates = templatesAmong(files)
  const look = createHash('sha256')
  for (const { file, text } of files.filter(({ file }) => file.startsWith('templates/'))) look.update(JSON.stringify([file, text]))
  return { templates, renderer: makeRecordRenderer(templates, press, store && { store, look: look.digest('hex') }) }
}

async function sourceOf(
  { state, procedure, part, readable, reader, whole, unmasked = false }: FaceRequest,
  documents: FaceDocuments,
  organisation: Pick<Organisation, 'name' | 'zone'>,
  subject: FaceSource['case']['subject'],
): Promise<FaceSource> {
  const { library } = await documents.readBaseline(state.baseline)
  const form = procedure.forms.get(part.form)?.form
  if (form === undefined) throw new Error(`Expected ${procedure.code} to have form ${part.form}, but it has not`)
  const { code, title, revision } = procedure.document
  return {
    organisation: organisation.name,
    zone: organisation.zone,
    form,
    reference: library.reference.map(({ value }) => value),
    document: { code, title, revision },
    steps: new Map([...procedure.steps].map(([step, declared]) => [step, declared.title])),
    case: { number: state.numbers.case_number ?? '', subject },
    sealed: state.sealed.filter(({ serial }) => readable.has(serial)),
    entries: new Map((await reader.entriesOf(state.id)).map((entry) => [entry.sequence, sealedEntry(entry)])),
    ...(whole ? {} : { serial: part.serial }),
    unmasked,
  }
}

function sealedEntry({
  hash,
  stamp,
}: Entry): Readonly<{ hash: ReturnType<typeof hashText>; clock: 'real' | 'simulated'; numbers: Readonly<Record<string, string>> }> {
  const read = parseStamp(stamp)
  return { hash: hashText(hash), clock: read?.clock ?? 'real', numbers: read?.numbers ?? {} }
}
