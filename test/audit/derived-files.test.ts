import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DERIVED_VERSION, type FileOrder, type PackageContent, type RecordLine, recordPath } from '#records'
import { derivedFiles } from '../../records/package/derived-files.ts'
import { fourCharacteristics } from '../../records/package/four-characteristics.ts'
import { isDerived } from '../../records/verify/check-derived.ts'
import { houseWithGone } from './gone-house.ts'
import { unpacked } from './repack.ts'
import { house, packed, packedFrom } from './small-package.ts'

/**
 * What each version writes, kept: a verifier compares derived files byte by byte with its own, so bytes that change under
 * the same number would have it call sound packages altered. A difference here is a new version: raise DERIVED_VERSION in
 * records/package/derived-version.ts, run `GUIJU_WRITE_GOLDEN=1 vitest run test/audit/derived-files.test.ts` once, read what
 * changed, commit the new file. A file that is there is never written again, and none is taken away. Examples are only added,
 * with a new version.
 */
const folder = join(import.meta.dirname, 'golden')
const goldenOf = (version: number) => join(folder, `derived-files-${version}.json`)
/** The first version whose bytes were kept. */
const FIRST = 3

const volumes: FileOrder = {
  code: 'two-volumes',
  zh: '两卷',
  en: 'Two volumes',
  volumes: [{ zh: '审定卷', en: 'Approvals', papers: ['QR-98-01/approval'] }],
}
const sheet = async () => new TextEncoder().encode('%PDF-1.7\n1 0 obj <</Type /Pages /Kids [2 0 R] /Count 1>> endobj')

const examples: Readonly<Record<string, () => Promise<ReadonlyMap<string, Uint8Array>>>> = {
  whole: async () => unpacked(await packed()),
  'by-volume-printed': async () => unpacked(await packed({ order: volumes }, sheet)),
  'with-values': async () => unpacked(await packed({ openings: true })),
  'disposed-and-erased': async () => unpacked(await packedFrom(houseWithGone())),
  lacking: async () => {
    const { cases, ...rest } = house()
    const first = cases.slice(0, 1).map((found) => ({ ...found, payloads: found.payloads.slice(1) }))
    return unpacked(await packedFrom({ ...rest, cases: first, attachments: new Map() }))
  },
  'long-lists': async () => {
    const files = new Map<string, Uint8Array>()
    for await (const { path, parts } of derivedFiles(longContent())) {
      const pieces: Uint8Array[] = []
      for await (const part of parts()) pieces.push(part)
      files.set(path, Buffer.concat(pieces))
    }
    return files
  },
}

describe('the files of a package that follow from the others', () => {
  it('are written byte by byte as the version they name has always written them', async () => {
    const made: Record<string, string> = {}
    for (const [name, files] of Object.entries(examples))
      for (const [path, bytes] of await files()) if (isDerived(path)) made[`${name}/${path}`] = sumOf(bytes)
    const golden = goldenOf(DERIVED_VERSION)
    if (!existsSync(golden) && process.env.GUIJU_WRITE_GOLDEN === '1') {
      mkdirSync(folder, { recursive: true })
      writeFileSync(golden, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx' })
    }
    expect(existsSync(golden), `version ${DERIVED_VERSION} is not kept yet: how it is taken in stands at the head of this test`).toBe(true)
    expect(
      made,
      `derived files changed, but the version is still ${DERIVED_VERSION}: raise DERIVED_VERSION in records/package/derived-version.ts and take the new version in, as the head of this test says`,
    ).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
  })

  it('keep every version that ever was, so that no number comes back with other bytes', () => {
    const versions = Array.from({ length: DERIVED_VERSION - FIRST + 1 }, (_, index) => FIRST + index)
    expect(versions.filter((version) => !existsSync(goldenOf(version)))).toEqual([])
    expect(existsSync(goldenOf(DERIVED_VERSION + 1))).toBe(false)
  })
})

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** More records, cases and files than a page holds. */
function longContent(): PackageContent {
  const numbers = Array.from({ length: 501 }, (_, index) => `QP-98-2026-${String(index + 1).padStart(5, '0')}`)
  const at = '2026-03-02T01:30:00.000Z'
  const lines = numbers.map((number, index): RecordLine => {
    const record = { serial: 1, form: 'QR-98-01', part: 'report' }
    const disposed = index % 100 === 7 ? { basis: 'QR-02-03/QP-02-2031-00001/004', at } : null
    const common = { ...record, record: `QR-98-01/${number}/001`, case: number, title: null, data: `sha256:${'0'.repeat(64)}`, at }
    return {
      ...common,
      signed: ['李明'],
      corrected: [],
      disposed,
      erased: 0,
      no: index + 1,
      volume: 1,
      path: recordPath(number, record),
      pages: null,
    }
  })
  const nothing = {
    missing: [],
    extra: [],
    serialGaps: [],
    serialsDoubled: [],
    absent: [],
    disposed: [],
    erased: [],
    attachmentsMissing: [],
  } as const
  const cases = numbers.map((number) => ({
    found: {
      ...nothing,
      case: number,
      document: 'QP-98',
      state: 'done',
      closed: true,
      entries: 3,
      records: 1,
      owed: 1,
      signaturesMissing: [],
      contributions: [],
      contributionsMissing: [],
      outstanding: { demands: [], waits: [], timers: [] },
    },
    files: [`data/cases/${number}/entries.jsonl`],
  }))
  const looked = { cases: 501, entries: 1503, records: 501, signatures: 501, attachments: 0, pages: 0 }
  return {
    description: {
      format: 'guiju-package/1',
      id: '01990000-0000-7000-8000-00000000e001',
      organisation: { id: '01990000-0000-7000-8000-000000000001', zh: '示例鉴定中心', en: 'Example Centre' },
      scope: { case: null, document: null, year: 2026, centre: null, batch: null, clause: null },
      order: { code: 'by-case', zh: '按案卷', en: 'By case', volumes: [] },
      by: { person: 'p', name: '李明', role: 'auditor' },
      reason: '年度审核',
      at,
      clock: 'real',
      openings: false,
      printed: false,
      records: 501,
      index: DERIVED_VERSION,
      organisationStream: { stream: '01990000-0000-7000-8000-000000000001', entries: 4, head: `sha256:${'0'.repeat(64)}` },
      cases: numbers.map((number) => ({ stream: number, entries: 3, head: '', number, document: 'QP-98', baseline: '' })),
      outside: [],
    },
    absentCases: [],
    numbers: [],
    characteristics: fourCharacteristics(new Map(), looked, 'package'),
    records: () => each(lines),
    signatures: () => each([]),
    cases: () => each(cases),
    others: ['data/organisation/entries.jsonl'],
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
