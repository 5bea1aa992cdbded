import type { RecordRequest } from '#engine'
import { attachmentIds } from './attachments-of.ts'
import { canonicalBytes } from './canonical.ts'
import { commitSensitive, type NextSalt } from './commitment.ts'
import type { Payload, RecordFacts } from './entry.ts'
import { hashTextOf } from './hash.ts'
import type { PartData, PayloadData } from './part-data.ts'
import { recordNumber } from './record-number.ts'
import type { SensitiveFields } from './sensitive-fields.ts'

export type PartSetting = Readonly<{
  caseNumber: string
  /** Revision of the form in the baseline the case is pinned to, e.g. A/0. */
  revision: string
  sensitive: SensitiveFields
  salt: NextSalt
}>

/** A payload ready to be written: bytes, openings, and the columns a search finds it by. */
export type SealedPayload = Payload &
  Readonly<{ recordNumber: string | null; form: string; part: string; serial: number; attachments: readonly string[] }>

/** What is to be sealed; who signs it stands in the entry's facts. */
export type PartRequest = Omit<RecordRequest, 'signers'>

export type SealedRecord = Readonly<{ facts: RecordFacts; payload: SealedPayload }>

/**
 * Seals one part: gives it its number, replaces sensitive values by commitments, and fixes the bytes.
 * @throws NotCanonical where a value has no canonical form (input is checked before; this is the last guard).
 */
export function sealPart(request: PartRequest, setting: PartSetting): SealedRecord {
  const { form, part, serial } = request
  const number = recordNumber({ form, caseNumber: setting.caseNumber, serial })
  const { values, openings } = commitSensitive(withoutCounters(request), setting.sensitive, setting.salt)
  const data: PartData = {
    format: 'guiju-record/1',
    number,
    case: setting.caseNumber,
    form,
    revision: setting.revision,
    part,
    serial,
    values,
    origins: request.origins,
    counters: request.counters,
  }
  const payload = payloadOf(data, openings)
  return {
    facts: { number, form, part, serial, data: payload.hash },
    payload: { ...payload, recordNumber: number, form, part, serial, attachments: attachmentIds(request.values) },
  }
}

/** Bytes and hash of any payload. */
export function payloadOf(data: PayloadData, openings: Payload['openings']): Payload {
  const bytes = canonicalBytes(data)
  return { hash: hashTextOf(bytes), bytes, openings }
}

/** A counter's number is not known before the writing statement, so no value of that field may be sealed. */
function withoutCounters({ values, counters }: PartRequest): RecordRequest['values'] {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !Object.hasOwn(counters, field)))
}
