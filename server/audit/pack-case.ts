import { createHash } from 'node:crypto'
import {
  addLacks,
  attachmentPath,
  type CaseCompleteness,
  concat,
  entriesPath,
  entryLineBytes,
  lacks,
  lacksOf,
  leavesBytes,
  leavesPath,
  openingsPath,
  pagesIn,
  recordPath,
} from '#records'
import type { BagWriter } from './bag-writer.ts'
import type { DeskAnswer } from './case-desk.ts'
import type { PackageSource, SourceCase } from './package-source.ts'
import type { PackageSpools } from './package-spools.ts'
import type { Parts } from './zip-writer.ts'

export type PackingCase = Readonly<{
  bag: BagWriter
  source: Pick<PackageSource, 'attachment'>
  spools: PackageSpools
  tally: Map<string, number>
  /** Records wait for their volume; without, they stand with their case. */
  byVolume: boolean
  /** Whether the package shows the log. */
  log: boolean
  /** Records of the package so far. */
  nextNumber: number
}>
export type PackedCounts = Readonly<{ records: number; signatures: number; attachments: number; pages: number; lacks: boolean }>

/** Puts one case into the bag, and what follows from it onto the spools. */
export async function packCase(found: SourceCase, answer: DeskAnswer, packing: PackingCase): Promise<PackedCounts> {
  const { bag, spools, tally } = packing
  const files: string[] = []
  const add = async (path: string, bytes: Uint8Array) => {
    await bag.add(path, bytes)
    files.push(path)
  }
  await add(entriesPath(found.number), concat(found.entries.map(entryLineBytes)))
  if (packing.log) await add(leavesPath(found.number), leavesBytes(found.id, found.leaves))
  for (const leaf of found.leaves) if (leaf !== null) await spools.leaves.add(leaf)

  const pages = await packRecords(found, answer, packing)
  for (const { path, payload, serial } of answer.files) {
    const bytes = found.payloads[payload]?.bytes
    if (serial === null && bytes !== undefined) await add(path, bytes)
  }
  if (answer.openingsFile !== null) await add(openingsPath(found.number), answer.openingsFile)
  const attachments = await packAttachments(found.number, answer, packing, files)

  const completeness: CaseCompleteness = {
    ...answer.completeness,
    attachmentsMissing: answer.completeness.attachmentsMissing.filter(({ sha256 }) => !attachments.has(sha256)),
  }
  await spools.cases.add({ found: completeness, files, packed: answer.packed })
  for (const line of answer.lines.signatures) await spools.signatures.add(line)
  for (const taken of answer.lines.numbers) await spools.numbers.add(taken)
  for (const link of answer.links) await spools.links.add(link)
  addLacks(tally, answer.tally)
  addLacks(tally, lacksOf(completeness))
  return {
    records: answer.lines.records.length,
    signatures: answer.lines.signatures.length,
    attachments: attachments.size,
    pages,
    lacks: lacks(completeness),
  }
}

/** Records and their sheets, into the bag or, where volumes are wanted, onto the spool until all are known. */
async function packRecords(found: SourceCase, answer: DeskAnswer, { bag, spools, byVolume, nextNumber }: PackingCase): Promise<number> {
  const files = new Map(answer.files.flatMap(({ payload, serial }) => (serial === null ? [] : [[serial, payload] as const])))
  const sheets = new Map(answer.sheets.map(({ serial, pdf }) => [serial, pdf]))
  let all = 0
  for (const [place, record] of answer.lines.records.entries()) {
    const data = found.payloads[files.get(record.serial) ?? -1]?.bytes ?? null
    const sheet = data === null ? null : (sheets.get(record.serial) ?? null)
    const pages = sheet === null ? null : pagesIn(sheet)
    all += pages ?? 0
    if (byVolume) {
      await spools.waiting.add({ record, begin: spools.later.size(), size: data?.length ?? 0, sheet: sheet?.length ?? 0, pages })
      if (data !== null) await spools.later.append(data)
      if (sheet !== null) await spools.later.append(sheet)
      continue
    }
    const path = recordPath(record.case, record)
    if (data !== null) await bag.add(path, data)
    if (sheet !== null) await bag.add(recordPath(record.case, record, 'pdf'), sheet)
    await spools.records.add({ ...record, no: nextNumber + place + 1, volume: 1, path, pages })
  }
  return all
}

/** The attachments the data name, each once. One whose bytes no longer give its hash goes in as it is and counts as missing. */
async function packAttachments(
  caseNumber: string,
  answer: DeskAnswer,
  { bag, source, tally }: PackingCase,
  files: string[],
): Promise<ReadonlySet<string>> {
  const sound = new Set<string>()
  const seen = new Set<string>()
  for (const { sha256 } of answer.completeness.attachmentsMissing) {
    if (seen.has(sha256)) continue
    seen.add(sha256)
    const parts = await source.attachment(sha256)
    if (parts === null) continue
    const path = attachmentPath(caseNumber, sha256)
    await bag.addParts(path, parts)
    files.push(path)
    if ((await hexOf(parts)) === sha256) sound.add(sha256)
    else addLacks(tally, [['attachment-altered', 1]])
  }
  return sound
}

async function hexOf(parts: Parts): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of parts()) hash.update(part)
  return hash.digest('hex')
}
