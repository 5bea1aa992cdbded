import type { CaseState, CompiledProcedure, Language, SealedPart } from '#engine'
import { type Entry, hashText, parseStamp } from '#records'
import type { PostgresCaseReader } from '../database/case-reader.ts'
import type { Documents } from '../documents/documents.ts'
import type { Face, FaceSource } from '../documents/render/face.ts'
import { makeFace } from '../documents/render/make-face.ts'
import { pageAround } from '../documents/render/page-around.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import { makeRecordRenderer, type RecordRenderer } from '../documents/render/render-record.ts'
import { type Templates, templatesAmong } from '../documents/render/templates.ts'
import type { Organisation } from '../people/organisation.ts'
import { type Reading, subjectText } from './reading.ts'

/** What a sheet is drawn from: the case, and the records of it that may be shown. */
export type FaceRequest = Readonly<{
  state: CaseState
  procedure: CompiledProcedure
  part: SealedPart
  readable: ReadonlySet<number>
  reader: Pick<PostgresCaseReader, 'entriesOf'>
  whole: boolean
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

type Look = Readonly<{ templates: Templates; renderer: RecordRenderer }>

export function makeRecordPress(
  documents: Documents,
  organisation: () => Promise<Organisation>,
  beginReading: () => Promise<Reading>,
  press: PdfPress,
): RecordPress {
  const looks = new Map<string, Promise<Look>>()
  const lookOf = (baseline: string): Promise<Look> => {
    const known = looks.get(baseline) ?? readLook(baseline, documents, press)
    looks.set(baseline, known)
    known.catch(() => looks.delete(baseline))
    return known
  }
  const faceOf = async (request: FaceRequest): Promise<Face> =>
    makeFace(await sourceOf(request, documents, await organisation(), await beginReading()))
  return {
    async html(request, language) {
      const [{ renderer, templates }, face] = await Promise.all([lookOf(request.state.baseline), faceOf(request)])
      const body = new TextDecoder().decode(await renderer.renderRecord(face, { language, format: 'html' }))
      return pageAround(body, templates.css, `${face.number} ${face.form.title[language]}`, language)
    },
    async pdf(request, language, embedded) {
      const [{ renderer }, face] = await Promise.all([lookOf(request.state.baseline), faceOf(request)])
      return renderer.renderRecord(face, { language, format: 'pdf', embedded })
    },
  }
}

async function readLook(baseline: string, documents: Documents, press: PdfPress): Promise<Look> {
  const { files } = await documents.readBaseline(baseline)
  const templates = templatesAmong(files)
  return { templates, renderer: makeRecordRenderer(templates, press) }
}

async function sourceOf(
  { state, procedure, part, readable, reader, whole }: FaceRequest,
  documents: Documents,
  organisation: Organisation,
  reading: Reading,
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
    case: { number: state.numbers.case_number ?? '', subject: subjectLines(state, procedure, reading) },
    sealed: state.sealed.filter(({ serial }) => readable.has(serial)),
    entries: new Map((await reader.entriesOf(state.id)).map((entry) => [entry.sequence, sealedEntry(entry)])),
    ...(whole ? {} : { serial: part.serial }),
  }
}

function subjectLines(state: CaseState, procedure: CompiledProcedure, reading: Reading): FaceSource['case']['subject'] {
  return [...procedure.subject].flatMap(([key, { type, title }]) => {
    const value = state.subject[key]
    if (value === undefined) return []
    const centre = type === 'site' ? reading.centres.get(String(value)) : undefined
    const text = subjectText(type, value, reading)
    return [{ key, title, text: centre ?? { zh: text, en: text } }]
  })
}

function sealedEntry({
  hash,
  stamp,
}: Entry): Readonly<{ hash: ReturnType<typeof hashText>; clock: 'real' | 'simulated'; numbers: Readonly<Record<string, string>> }> {
  const read = parseStamp(stamp)
  return { hash: hashText(hash), clock: read?.clock ?? 'real', numbers: read?.numbers ?? {} }
}
