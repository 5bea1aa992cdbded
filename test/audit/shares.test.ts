import { describe, expect, it } from 'vitest'
import type { CaseEvent, Signer, Values } from '#engine'
import { type HashText, type Opening, type Payload, sealEvent } from '#records'
import { checkShares } from '../../records/verify/check-shares.ts'
import { countedSalts, li, partOf, settingOf, type WrittenStream, wang, writtenStream } from '../records/hand-made-stream.ts'

const stream = '01990000-0000-7000-8000-00000000c021'
const number = 'QP-98-2026-00001'
const decision: Values = { outcome: 'granted', id_number: '210102199003071234' }

type Forgery = Readonly<{ values?: Values; signers?: readonly Signer[]; used?: readonly number[]; salts?: 'fresh'; step?: string }>

/** One signs, then the other: a decision of two persons, as it was or as somebody would have it. */
function decided({ values = decision, signers = [li, wang], used = [1], salts, step = 'decide' }: Forgery = {}): WrittenStream {
  const setting = settingOf(stream, { salt: countedSalts() })
  const first: CaseEvent = {
    kind: 'contribution',
    sequence: 1,
    at: li.at,
    step,
    contribution: 'first',
    signer: li,
    parts: [{ form: 'QR-98-03', part: 'decision', values: decision, origins: {} }],
  }
  const both: CaseEvent = {
    kind: 'step',
    sequence: 2,
    at: li.at,
    step: 'decide',
    from: 'open',
    to: 'done',
    signers,
    parts: [partOf('QR-98-03', 'decision', 1, 2, 'decide', signers, values)],
    started: [],
    sent: [],
    late: null,
    dueAt: null,
    closes: true,
    numbers: {},
    limits: null,
    usedContributions: used,
  }
  const waits = sealEvent(first, setting)
  const shared: readonly Opening[] = waits.payloads.flatMap(({ openings }) => openings)
  return writtenStream([waits, sealEvent(both, salts === 'fresh' ? setting : { ...setting, shared })], [])
}

function found(written: WrittenStream, gone: readonly HashText[] = []): readonly string[] {
  const payloads = new Map<HashText, Payload>(written.payloads.map((payload) => [payload.hash, { ...payload, openings: [] }]))
  for (const hash of gone) payloads.delete(hash)
  return checkShares(number, written.entries, payloads).map(({ code, place }) => `${code} ${place.name}`)
}

describe('what two persons signed', () => {
  it('is the same, sensitive values too, without any of them being opened', () => {
    expect(found(decided())).toEqual([])
  })

  it('is not the same where the record says something else than the first person signed', () => {
    const otherwise = { ...decision, outcome: 'refused' }
    expect(found(decided({ values: otherwise }))).toEqual([`record-differs-from-share QR-98-03/${number}/001`])
  })

  it('is not the same where a sensitive value was exchanged, or committed to anew', () => {
    const exchanged = { ...decision, id_number: '210102199003071235' }
    expect(found(decided({ values: exchanged }))).toEqual([`record-differs-from-share QR-98-03/${number}/001`])
    expect(found(decided({ salts: 'fresh' }))).toEqual([`record-differs-from-share QR-98-03/${number}/001`])
  })

  it('was signed by whoever gave the contribution, and by nobody who gave none', () => {
    const other = { ...li, person: '01990000-0000-7000-8000-00000000a009' }
    for (const forgery of [{ signers: [other, wang] }, { signers: [wang] }, { used: [] }, { step: 'elsewhere' }])
      expect(found(decided(forgery))).toEqual([`signers-differ-from-shares ${number}#2`])
  })

  it('is not compared where one of the two was disposed of', () => {
    const written = decided({ values: { outcome: 'refused', id_number: '210102199003071234' } })
    for (const { hash } of written.payloads) expect(found(written, [hash])).toEqual([])
  })
})
