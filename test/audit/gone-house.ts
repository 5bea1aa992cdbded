import { type Entry, entryHash, formatStamp, type HashText, sealNotice } from '#records'
import { li, organisation } from '../records/hand-made-stream.ts'
import { type House, house, type request } from './small-package.ts'

type Case = House['cases'][number]
type Notice = Parameters<typeof sealNotice>[0]

export const destructionRecord = 'QR-02-03/QP-02-2031-00001/004'
export const decision = '本人申请删除（申请人甲 申请，审计管理员乙 同意）'

const by = { ...li, person: 'system', name: 'system', role: 'system', kind: 'system', signature: null } as const

/** The case with one more entry behind its last. */
function noted(found: Case, said: Notice, at: string): Case {
  const last = found.entries.at(-1)
  if (last === undefined) throw new Error('Expected the case to have entries, but it has none')
  const sequence = last.sequence + 1
  const { facts } = sealNotice(said, {
    organisation,
    stream: found.id,
    document: found.document,
    baseline: found.baseline as HashText,
    session: null,
    closed: 3,
    sequence,
    at,
  })
  const stamp = formatStamp({ sequence, recordedAt: at, clock: 'real', numbers: {} })
  const entry: Entry = { stream: found.id, sequence, facts, stamp, hash: entryHash(last.hash, facts, stamp) }
  return { ...found, entries: [...found.entries, entry] }
}

/** Erased as the law asks: the number's opening goes, an entry says by which decision. */
export function erased(found: Case, basis = decision, at = '2030-05-06T02:00:00.000Z', values = openingsOf(found)): Case {
  const without = { ...found, payloads: found.payloads.map((payload) => ({ ...payload, openings: [] })) }
  return noted(without, { kind: 'erasure', by, basis, openings: values }, at)
}

export function openingsOf({ payloads }: Case): readonly Readonly<{ data: HashText; path: string }>[] {
  return payloads.flatMap(({ hash, openings }) => openings.map(({ path }) => ({ data: hash, path })))
}

/** Disposed of as the procedure asks: an entry names the record that ordered it, then all data of the case go. */
export function disposed(found: Case, basis = destructionRecord): Case {
  const data = found.payloads.map(({ hash }) => hash)
  return { ...noted(found, { kind: 'disposal', by, basis, data }, '2031-01-06T01:00:00.000Z'), payloads: [] }
}

/** The first case with its sensitive value erased, the second disposed of. */
export function houseWithGone(more: Partial<typeof request> = {}): House {
  const whole = house(more)
  return { ...whole, cases: whole.cases.map((found, index) => (index === 0 ? erased(found) : disposed(found))) }
}
