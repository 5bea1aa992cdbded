import type { CaseNeeds } from './case-needs.ts'
import type { RecordPress } from './record-face.ts'

/** The printed page of one record for an audit package: in the first language of records, its data embedded. */
export async function printRecord(id: string, serial: number, { reader, documents }: CaseNeeds, press: RecordPress): Promise<Uint8Array> {
  const state = await reader.byId(id)
  const part = state?.sealed.find((one) => one.serial === serial)
  if (state === null || part === undefined) throw new Error(`Expected case ${id} to have a record ${serial}, but it has none`)
  const procedure = await documents.procedureOf(state.baseline, state.document)
  const payloads = (await reader.payloadsOf(id)).filter((payload) => payload.serial === serial)
  const embedded = payloads.map(({ recordNumber, bytes }) => ({
    name: `${(recordNumber ?? '').replaceAll('/', '_')}.json`,
    bytes,
    description: recordNumber ?? '',
  }))
  return press.pdf({ state, procedure, part, readable: new Set([serial]), reader, whole: false }, 'zh', embedded)
}
