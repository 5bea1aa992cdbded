import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { RecordForm, ReferenceData, SealedPart, Signer } from '#engine'
import type { FaceSource, SealedEntry } from '../../../../server/documents/render/face.ts'
import { sampleValues } from './sample-values.ts'

const at = (minute: number) => `2026-03-0${2 + Math.floor(minute / 60)}T0${1 + (minute % 5)}:20:0${minute % 10}.000Z`

export function readForms(folder: string): readonly RecordForm[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')) as RecordForm)
}

export function readReference(folder: string): readonly ReferenceData[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')) as ReferenceData)
}

export function signer(name: string, role: string, more: Partial<Signer> = {}): Signer {
  return {
    kind: 'person',
    person: `0190a000-0000-7000-8000-0000000000${role.length}${name.length}`,
    name,
    role,
    standsFor: null,
    signature: { method: 'password', meaning: 'approved' },
    at: at(1),
    ...more,
  }
}

export function sealed(
  form: RecordForm,
  part: string,
  serial: number,
  values: SealedPart['values'],
  signers: readonly Signer[],
): SealedPart {
  return {
    form: form.code,
    part,
    serial,
    step: `step_${part}`,
    sequence: serial + 1,
    at: at(serial),
    signers: signers.map((each) => ({ ...each, at: at(serial) })),
    values,
    origins: {},
  }
}

export function entriesFor(parts: readonly SealedPart[], clock: SealedEntry['clock'] = 'real'): ReadonlyMap<number, SealedEntry> {
  return new Map(
    parts.map(({ sequence }) => [sequence, { hash: `sha256:${sequence.toString(16).padStart(2, '0').repeat(32)}`, clock, numbers: {} }]),
  )
}

/** A sheet of a form as a case would leave it: every part filled but the last two of a long form, the first one filled twice. */
export function sampleSheet(form: RecordForm, reference: readonly ReferenceData[], more: Partial<FaceSource> = {}): FaceSource {
  const parts = Object.entries(form.parts)
  const filled = parts.slice(0, parts.length > 3 ? -1 : parts.length)
  const people: readonly (readonly Signer[])[] = [
    [signer('李建国', 'supervision_head', { signature: { method: 'password', meaning: 'prepared' } })],
    [
      signer('王晓梅', 'director', { standsFor: { person: 'x', name: '赵志强' } }),
      signer('陈思远', 'deputy_director', { signature: { method: 'password', meaning: 'witnessed' } }),
    ],
    [{ kind: 'system', person: 'system', name: 'system', role: 'system', standsFor: null, signature: null, at: at(2) }],
  ]
  const list = form.multiple === true ? filled.flatMap((each) => [each, each]) : [...filled.slice(0, 1), ...filled]
  const all = list.map(([key, part], index) =>
    sealed(
      form,
      key,
      index + 1,
      sampleValues(part, reference, index + 1),
      form.multiple === true
        ? [
            signer(['孙立', '周敏'][index % 2] ?? '', 'inspector', {
              person: `p${index % 2}`,
              signature: { method: 'password', meaning: 'scored' },
            }),
          ]
        : (people[index % 3] ?? []),
    ),
  )
  return {
    organisation: { zh: '滨海市职业技能鉴定指导中心', en: 'Binhai Occupational Skill Testing Authority' },
    zone: 'Asia/Shanghai',
    form,
    reference,
    document: {
      code: form.document,
      title: { zh: '鉴定所(站)年检评估控制程序', en: 'Annual Inspection and Assessment Procedure' },
      revision: 'A/0',
    },
    steps: new Map(),
    case: {
      number: `${form.document}-2026-00031`,
      subject: [
        {
          key: 'site',
          title: { zh: '鉴定所(站)', en: 'Testing site' },
          text: { zh: '滨海职业技术学院鉴定所(06011001)', en: 'Binhai Vocational College site (06011001)' },
        },
        { key: 'year', title: { zh: '年度', en: 'Year' }, text: { zh: '2026', en: '2026' } },
      ],
    },
    sealed: all,
    entries: entriesFor(all),
    ...more,
  }
}
