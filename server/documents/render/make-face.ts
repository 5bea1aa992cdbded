import type { RecordForm, SealedPart, Values, Words } from '#engine'
import { recordNumber } from '#records'
import { clockWords } from './clock-words.ts'
import { dayWords, instantWords } from './date-words.ts'
import type { Face, FaceFilling, FaceRevision, FaceSection, FaceSource, SealedEntry } from './face.ts'
import { blocksOf, fieldsOf } from './face-blocks.ts'
import { latestPerPerson, matrixOf } from './face-matrix.ts'
import { fixedRows } from './fixed-rows.ts'
import { blank, makeLabels, same } from './labels.ts'
import { signatureWords } from './signature-words.ts'
import type { Wording } from './value-words.ts'

/** Puts a sheet into words. A sealed part the form does not have is passed over, as the sheet has no place for it. */
export function makeFace(source: FaceSource): Face {
  const { form, document, organisation } = source
  const wording: Wording = { labels: makeLabels(source.reference), zone: source.zone, unmasked: source.unmasked === true }
  const own = source.sealed.filter((sealed) => sealed.form === form.code && Object.hasOwn(form.parts, sealed.part))
  const shown = source.serial === undefined ? own : own.filter(({ serial }) => serial === source.serial)
  const all = Object.entries(form.parts).map(([key, part]) =>
    sectionOf(
      key,
      part,
      shown.filter((sealed) => sealed.part === key),
      source,
      wording,
    ),
  )
  const sections = source.serial === undefined ? all : all.filter(({ filled }) => filled)
  const last = shown.at(-1)
  const number = last === undefined ? `${form.code}/${source.case.number}` : numberOf(last, source)
  const entryHash = last === undefined ? null : (source.entries.get(last.sequence)?.hash ?? null)
  return {
    number,
    organisation,
    document,
    sections,
    entryHash,
    others: all.filter((section) => !sections.includes(section)),
    form: {
      code: form.code,
      revision: form.revision,
      title: form.title,
      multiple: form.multiple === true,
      confidentiality: confidentiality[form.confidentiality],
      retention: retention[form.retention.class],
    },
    caseNumber: source.case.number,
    subject: source.case.subject,
    wholeSheet: source.serial === undefined,
    simulated: shown.some(({ sequence }) => source.entries.get(sequence)?.clock === 'simulated'),
    shortHash: entryHash === null ? '' : entryHash.replace(/^sha256:/, '').slice(0, 16),
    qr: `guiju:${number}${entryHash === null ? '' : `#${entryHash}`}`,
    sealedAt: last?.at ?? null,
    sealedOn: last === undefined ? blank : dayWords(last.at, source.zone),
  }
}

function sectionOf(
  key: string,
  part: RecordForm['parts'][string],
  sealed: readonly SealedPart[],
  source: FaceSource,
  wording: Wording,
): FaceSection {
  const { matrix, current, replaced } = counting(part, sealed, source, wording)
  const [first = emptyFilling(part, source, wording), ...others] = current.map((each) => fillingOf(part, each, source, wording))
  const latest = others.at(-1) ?? first
  return {
    key,
    title: part.title,
    filled: sealed.length > 0,
    fillings: [first, ...others],
    fields: latest.fields,
    signatures: latest.signatures,
    sealedOn: latest.sealedOn,
    revisions: replaced.map((each) => revisionOf(each, source)),
    matrix,
  }
}

/** Which fillings of a part count: the last one; where every filling is a sheet of its own, all; of figures set side by side, each person's last. */
function counting(part: RecordForm['parts'][string], sealed: readonly SealedPart[], source: FaceSource, wording: Wording) {
  if (source.form.multiple !== true) return { matrix: null, current: sealed.slice(-1), replaced: sealed.slice(0, -1) }
  const latest = latestPerPerson(sealed)
  const matrix = matrixOf(part, latest.current, source.reference, wording)
  return matrix === null ? { matrix, current: sealed, replaced: [] } : { matrix, ...latest }
}

function fillingOf(part: RecordForm['parts'][string], sealed: SealedPart, source: FaceSource, wording: Wording): FaceFilling {
  const numbers = ownNumbers(part, source.entries.get(sealed.sequence))
  const fields = fieldsOf(part, { values: { ...numbers, ...sealed.values }, origins: sealed.origins }, wording)
  return {
    number: numberOf(sealed, source),
    clocks: clockWords(part, sealed, source),
    fields: Object.fromEntries(fields.map((field) => [field.key, field])),
    blocks: blocksOf(fields),
    signatures: sealed.signers.map((signer) => signatureWords(signer, wording)),
    sealedOn: dayWords(sealed.at, source.zone),
  }
}

function emptyFilling(part: RecordForm['parts'][string], source: FaceSource, wording: Wording): FaceFilling {
  const fields = fieldsOf(part, { values: fixedValues(part, source), origins: {} }, wording)
  return {
    number: '',
    clocks: [],
    fields: Object.fromEntries(fields.map((field) => [field.key, field])),
    blocks: blocksOf(fields),
    signatures: [],
    sealedOn: blank,
  }
}

/** What a blank sheet prints all the same: the rows a list always has. */
function fixedValues(part: RecordForm['parts'][string], source: FaceSource): Values {
  return Object.fromEntries(
    Object.entries(part.fields).flatMap(([key, field]) => {
      const rows = fixedRows(field, source.reference)?.rows ?? []
      return rows.length === 0 ? [] : [[key, rows]]
    }),
  )
}

function revisionOf(sealed: SealedPart, source: FaceSource): FaceRevision {
  const [signer] = sealed.signers
  const step: Words = source.steps.get(sealed.step) ?? same(sealed.step)
  const name: Words = signer === undefined || signer.kind === 'system' ? { zh: '系统', en: 'system' } : same(signer.name)
  return { number: numberOf(sealed, source), step, signer: name, at: instantWords(sealed.at, source.zone) }
}

/** Numbers the writing statement gave to fields of this part; the sealed values cannot hold them. */
function ownNumbers(part: RecordForm['parts'][string], entry: SealedEntry | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entry?.numbers ?? {}).filter(([field]) => Object.hasOwn(part.fields, field)))
}

function numberOf({ form, serial }: SealedPart, source: FaceSource): string {
  return recordNumber({ form, caseNumber: source.case.number, serial })
}

export const confidentiality: Readonly<Record<RecordForm['confidentiality'], Words>> = {
  public: { zh: '公开', en: 'Public' },
  internal: { zh: '内部', en: 'Internal' },
  personal: { zh: '个人信息', en: 'Personal data' },
  confidential: { zh: '秘密', en: 'Confidential' },
  secret: { zh: '机密', en: 'Secret' },
}
export const retention: Readonly<Record<RecordForm['retention']['class'], Words>> = {
  perm: { zh: '永久', en: 'Permanent' },
  '30y': { zh: '30年', en: '30 years' },
  '10y': { zh: '10年', en: '10 years' },
  '6y': { zh: '6年', en: '6 years' },
  '5y': { zh: '5年', en: '5 years' },
}
