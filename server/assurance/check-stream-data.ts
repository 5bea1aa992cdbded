import { attachmentsIn, type CaseFacts, factsOf, hashTextOf, payloadsNamedIn } from '#records'
import type { StoredPayload } from '../database/case-reader.ts'
import type { Replayed } from '../database/replay-stream.ts'
import type { StoredStream } from '../database/stream-source.ts'
import { type AssuranceFinding, finding } from './finding.ts'

/** A file that a record names, with the place of the record. */
export type FileNamed = Readonly<{ attachment: string; sha256: string; size: number; case: string; record: string | null }>
export type StreamData = Readonly<{ findings: readonly AssuranceFinding[]; files: readonly FileNamed[]; baselines: readonly string[] }>

/**
 * The data of one case against its entries: every payload an entry names is there and has its hash, unless it was disposed
 * of; none is there that no entry names; what the columns beside it repeat is what its bytes and its entry say.
 */
export function checkStreamData(stream: StoredStream, { state }: Replayed): StreamData {
  const name = state?.numbers.case_number ?? stream.head?.number ?? stream.id
  const facts = factsOf(stream.entries)
  const named = facts.flatMap((entry) => payloadsNamedIn(entry).map((one) => ({ ...one, sequence: entry.sequence })))
  const disposed = new Set(facts.flatMap((entry) => (entry.kind === 'disposal' ? entry.data : [])))
  const stored = new Map(stream.payloads.map((payload) => [payload.hash, payload]))
  const numbers = new Map(named.map(({ hash, number }) => [hash, number]))
  const findings = [
    ...named.flatMap(({ hash, number, sequence }) => (stored.has(hash) || disposed.has(hash) ? [] : [missing(name, number, sequence)])),
    ...stream.payloads.flatMap((payload) => checkPayload(payload, name, numbers)),
    ...misplaced(facts, stream.payloads, name),
  ]
  const files = stream.payloads.flatMap((payload) =>
    attachmentsIn(payload).map(({ attachment, sha256, size }) => ({ attachment, sha256, size, case: name, record: payload.recordNumber })),
  )
  return { findings, files, baselines: [...new Set(facts.flatMap(({ baseline }) => (baseline === null ? [] : [baseline])))] }
}

function checkPayload(payload: StoredPayload, name: string, numbers: ReadonlyMap<string, string | null>): readonly AssuranceFinding[] {
  const at = { case: name, record: payload.recordNumber }
  if (hashTextOf(payload.bytes) !== payload.hash)
    return [
      finding(
        'payload',
        {
          zh: `数据 ${payload.recordNumber ?? payload.part} 的字节与其散列不符：被改过。`,
          en: `The bytes of ${payload.recordNumber ?? payload.part} do not have the hash they are filed under: they were changed.`,
        },
        at,
      ),
    ]
  if (numbers.has(payload.hash)) return []
  return [
    finding(
      'payload',
      {
        zh: `数据 ${payload.recordNumber ?? payload.part} 没有任何条目指向它：连同散列一起被换过，或后来放入。`,
        en: `No entry names the data ${payload.recordNumber ?? payload.part}: it was replaced together with its hash, or put there later.`,
      },
      at,
    ),
  ]
}

/** The columns by which a record is found are a copy: each is held against the facts. */
function misplaced(facts: readonly CaseFacts[], payloads: readonly StoredPayload[], name: string): readonly AssuranceFinding[] {
  const sealed = new Map(
    facts.flatMap((entry) =>
      entry.kind === 'step' || entry.kind === 'contribution' ? entry.records.map((record) => [record.data, record] as const) : [],
    ),
  )
  return payloads.flatMap(({ hash, serial, recordNumber, form, part }) => {
    const record = sealed.get(hash)
    if (record === undefined) return []
    const same = record.serial === serial && record.number === recordNumber && record.form === form && record.part === part
    return same
      ? []
      : [
          finding(
            'payload',
            {
              zh: `记录 ${record.number} 的编号、表单或部分在列中被改过。`,
              en: `The columns of record ${record.number} do not say the number, form or part its entry says.`,
            },
            { case: name, record: record.number },
          ),
        ]
  })
}

function missing(name: string, number: string | null, sequence: number): AssuranceFinding {
  return finding(
    'payload',
    {
      zh: `第 ${sequence} 条条目所指的数据${number === null ? '' : `（记录 ${number}）`}不见了，也没有销毁记载。`,
      en: `The data entry ${sequence} names${number === null ? '' : ` (record ${number})`} is gone, and no disposal says so.`,
    },
    { case: name, record: number },
  )
}
