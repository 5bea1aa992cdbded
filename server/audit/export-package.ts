import {
  absentCases,
  addLacks,
  arranged,
  askableGaps,
  baselineManifestPath,
  baselinePath,
  concat,
  DERIVED_VERSION,
  derivedFiles,
  type Entry,
  entryLineBytes,
  fourCharacteristics,
  lacksBeside,
  lacksNumbers,
  leavesBytes,
  leavesPath,
  linksOfOrganisation,
  makeNumberSeries,
  type OutsideCase,
  type PackageDescription,
  type PackedCase,
  packagePath,
  parseStamp,
  recordPath,
  volumeOf,
} from '#records'
import { type BagWriter, openBag } from './bag-writer.ts'
import { type CaseDesk, headOf } from './case-desk.ts'
import type { ExportPhase, ExportProgress, ExportRequest, ExportState } from './export-state.ts'
import { packCase } from './pack-case.ts'
import type { PackageSource, SourceCase, SourceHead } from './package-source.ts'
import { openSpools, type PackageSpools, type WaitingRecord } from './package-spools.ts'
import type { Workplace } from './spool.ts'

export type { ExportProgress, ExportRequest } from './export-state.ts'

/** `verifier`: verify.html, for whom has no other; none where it was not built. */
export type ExportNeeds = Readonly<{
  desk: CaseDesk
  verifier?: Uint8Array | null
  progress?: (progress: ExportProgress) => void
  signal?: AbortSignal
}>
export type ExportResult = Readonly<{
  cases: number
  records: number
  pages: number
  bytes: number
  looked: ExportState['looked']
  complete: boolean
  /** Cases that lack something, cases that are absent, numbers that are missing. */
  lacks: Readonly<{ cases: number; absent: number; numbers: number }>
}>

/** Cases read and looked at together, and how often the state is saved. */
const BATCH = 16
const SAVE_EVERY_MS = 2000

/**
 * Writes an audit package: everything the scope holds, as it was sealed, with what is needed to check it elsewhere. What a
 * workplace has saved goes on from there, as of the moment the package was begun.
 * @throws the signal's reason where it is aborted: what was written until then is no package.
 */
export async function exportPackage(
  source: PackageSource,
  request: ExportRequest,
  work: Workplace,
  needs: ExportNeeds,
): Promise<ExportResult> {
  const spools = await openSpools(work)
  const saved = work.saved() as ExportState | null
  const bag = await openBag(work, saved?.bag ?? null)
  const job = startJob(request, saved ?? (await begin(source, request, bag, spools)), { source, bag, spools, work, ...needs })
  if (saved === null) await job.save()
  else await job.openBaselines()
  if (job.phase() === 'cases') await job.packCases()
  if (job.phase() === 'records') await job.placeRecords()
  return job.writeLists()
}

async function begin(source: PackageSource, { scope }: ExportRequest, bag: BagWriter, spools: PackageSpools): Promise<ExportState> {
  const house = await source.house()
  const log = await source.checkpoint()
  const { entries, leaves } = await source.organisation(log)
  const add = async (path: string, bytes: Uint8Array) => {
    await bag.add(path, bytes)
    await spools.others.add(path)
  }
  await add(packagePath.organisation, concat(entries.map(entryLineBytes)))
  if (log !== null) await add(leavesPath(null), leavesBytes(house.id, leaves))
  for (const leaf of leaves) if (leaf !== null) await spools.leaves.add(leaf)
  for (const link of linksOfOrganisation(entries)) await spools.links.add(link)
  let total = 0
  for await (const head of source.heads(scope)) {
    await spools.heads.add(head)
    total += 1
  }
  return {
    phase: 'cases',
    next: 0,
    total,
    house,
    log,
    organisationHead: headOf(house.id, entries),
    bag: bag.state(),
    clocks: [...clocksOf(entries)],
    tally: [],
    looked: { cases: 0, entries: 0, records: 0, signatures: 0, attachments: 0, pages: 0 },
    lacking: 0,
    baselines: [],
  }
}

type JobNeeds = ExportNeeds & Readonly<{ source: PackageSource; bag: BagWriter; spools: PackageSpools; work: Workplace }>

function startJob(
  request: ExportRequest,
  from: ExportState,
  { source, bag, spools, work, desk, verifier = null, progress, signal }: JobNeeds,
) {
  let state = from
  let savedAt = performance.now()
  const tally = new Map(from.tally)
  const clocks = new Set(from.clocks)
  const baselines = new Set(from.baselines)
  const change = (next: Partial<ExportState>) => {
    state = { ...state, ...next, tally: [...tally], clocks: [...clocks], baselines: [...baselines], bag: bag.state() }
  }
  const save = async () => {
    change({})
    await work.save(state)
    savedAt = performance.now()
  }
  const tell = (done: number, total: number) =>
    progress?.({ phase: state.phase, done, total, records: state.looked.records, bytes: bag.size() })
  const openBaseline = async (hash: string, pack: boolean) => {
    const found = await source.baseline(hash)
    if (found === null) return
    await desk.open(hash, found.files)
    if (!pack) return
    const files: readonly (readonly [string, Uint8Array])[] = [
      [baselineManifestPath(hash), found.manifest],
      ...[...found.files].map(([path, bytes]) => [baselinePath(hash, path), bytes] as const),
    ]
    for (const [path, bytes] of files) {
      await bag.add(path, bytes)
      await spools.others.add(path)
    }
  }
  const byVolume = request.order.volumes.length > 0

  const packOne = async (found: SourceCase, looked: ReturnType<CaseDesk['look']>) => {
    const answer = await looked
    const counted = await packCase(found, answer, {
      bag,
      source,
      spools,
      tally,
      byVolume,
      log: state.log !== null,
      nextNumber: state.looked.records,
    })
    for (const clock of clocksOf(found.entries)) clocks.add(clock)
    const { looked: before } = state
    change({
      next: state.next + 1,
      lacking: state.lacking + (counted.lacks ? 1 : 0),
      looked: {
        cases: before.cases + 1,
        entries: before.entries + found.entries.length,
        records: before.records + counted.records,
        signatures: before.signatures + counted.signatures,
        attachments: before.attachments + counted.attachments,
        pages: before.pages + counted.pages,
      },
    })
    tell(state.next, state.total)
  }

  return {
    save,
    phase: (): ExportPhase => state.phase,
    async openBaselines() {
      for (const hash of baselines) await openBaseline(hash, false)
    },

    /** Case by case: what was sealed goes in, what follows from it onto the spools. */
    async packCases() {
      const ask = async (heads: readonly SourceHead[]) => {
        const cases = await source.cases(heads, state.log)
        for (const { baseline } of cases) {
          if (baselines.has(baseline)) continue
          baselines.add(baseline)
          await openBaseline(baseline, true)
        }
        return cases.map((found) => {
          const { leaves: _, ...asked } = found
          const looked = desk.look({ organisation: state.house.id, found: asked, openings: request.openings, print: request.printed })
          // Whoever comes first to a case that failed throws; the others are not left without a listener.
          looked.catch(() => {})
          return { found, looked }
        })
      }
      let waiting: Awaited<ReturnType<typeof ask>> = []
      const finish = async () => {
        for (const { found, looked } of waiting) {
          signal?.throwIfAborted()
          await packOne(found, looked)
        }
        waiting = []
        if (performance.now() - savedAt > SAVE_EVERY_MS) await save()
      }
      for await (const heads of batches(skipped(spools.heads.all(), state.next), BATCH)) {
        signal?.throwIfAborted()
        const next = await ask(heads)
        await finish()
        waiting = next
      }
      await finish()
      signal?.throwIfAborted()
      change({ phase: byVolume ? 'records' : 'lists', next: 0 })
      await save()
    },

    /** Volume by volume: the records that waited go in where the order puts them. */
    async placeRecords() {
      const volume = volumeOf(request.order)
      const waiting: (WaitingRecord['record'] & Pick<WaitingRecord, 'begin' | 'size' | 'sheet' | 'pages'>)[] = []
      for await (const { record, ...place } of spools.waiting.all()) waiting.push({ ...record, ...place })
      const order = arranged(request.order, waiting)
      for (let place = state.next; place < order.length; place += 1) {
        signal?.throwIfAborted()
        const found = order[place]
        if (found === undefined) break
        const { begin, size, sheet, pages, ...record } = found
        const path = recordPath(record.case, record)
        if (size > 0) await bag.add(path, await spools.later.piece(begin, size))
        if (sheet > 0) await bag.add(recordPath(record.case, record, 'pdf'), await spools.later.piece(begin + size, sheet))
        await spools.records.add({ ...record, no: place + 1, volume: volume(record), path, pages })
        change({ next: place + 1 })
        tell(place + 1, order.length)
        if (performance.now() - savedAt > SAVE_EVERY_MS) await save()
      }
      change({ phase: 'lists', next: 0 })
      await save()
    },

    /** What follows from all of it: the log's files, lists, reports, description, index. */
    async writeLists(): Promise<ExportResult> {
      if (state.log !== null)
        for await (const { path, bytes } of source.log(state.log, () => spools.leaves.all())) {
          await bag.add(path, bytes)
          await spools.others.add(path)
        }
      signal?.throwIfAborted()
      const packed: PackedCase[] = []
      for await (const line of spools.cases.all()) packed.push(line.packed)
      const { outside, absent, numbers } = await judgeScope(request, packed, source, spools)
      addLacks(tally, lacksBeside(absent, numbers))
      const { id, scope, order, by, reason, at, openings, printed } = request
      const { house } = state
      const description: PackageDescription = {
        format: 'guiju-package/1',
        id,
        organisation: { id: house.id, zh: house.zh, en: house.en },
        scope,
        order,
        by,
        reason,
        at,
        openings,
        outside,
        printed,
        records: state.looked.records,
        index: DERIVED_VERSION,
        cases: packed,
        clock: clocks.has('simulated') ? 'simulated' : 'real',
        organisationStream: state.organisationHead,
      }
      const others: string[] = []
      for await (const path of spools.others.all()) others.push(path)
      const files = derivedFiles({
        description,
        absentCases: absent,
        numbers,
        characteristics: fourCharacteristics(tally, state.looked, 'package'),
        records: () => spools.records.all(),
        signatures: () => spools.signatures.all(),
        cases: () => spools.cases.all(),
        others,
      })
      for await (const { path, parts } of files) {
        signal?.throwIfAborted()
        await bag.addParts(path, parts)
      }
      await bag.end({ organisation: `${house.zh} / ${house.en}`, packageId: id, date: at.slice(0, 10) }, verifier)
      const gaps = numbers.filter(lacksNumbers).length
      return {
        cases: packed.length,
        records: state.looked.records,
        pages: state.looked.pages,
        bytes: bag.size(),
        looked: state.looked,
        complete: state.lacking === 0 && absent.length === 0 && gaps === 0,
        lacks: { cases: state.lacking, absent: absent.length, numbers: gaps },
      }
    },
  }
}

/**
 * Every case an entry names is in the package, or exists outside of its scope, or is absent; and every case number
 * between the first and the last is one of them, or a gap.
 */
async function judgeScope({ scope }: ExportRequest, packed: readonly PackedCase[], source: PackageSource, spools: PackageSpools) {
  const inside = new Set(packed.map(({ stream }) => stream))
  const elsewhere = new Set<string>()
  for await (const link of spools.links.all()) if (!inside.has(link.case)) elsewhere.add(link.case)
  const series = makeNumberSeries()
  for await (const taken of spools.numbers.all()) series.add(taken)
  const named = await source.known([...elsewhere])
  const numbered = await source.numbered(askableGaps(series.series(scope, new Set(), Number.POSITIVE_INFINITY)))
  const outside = [...new Map<string, OutsideCase>([...named, ...numbered].map((each) => [each.case, each])).values()].toSorted(
    (one, other) => (one.number < other.number ? -1 : 1),
  )
  const known = new Set(outside.map((each) => each.case))
  const links = []
  for await (const link of spools.links.all()) if (!inside.has(link.case)) links.push(link)
  return {
    outside,
    absent: absentCases(links, inside, known, scope),
    numbers: series.series(scope, new Set(outside.map(({ number }) => number))),
  }
}

function clocksOf(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.map(({ stamp }) => parseStamp(stamp)?.clock ?? 'unknown'))
}

async function* skipped<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let left = count
  for await (const item of items) {
    if (left > 0) left -= 1
    else yield item
  }
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
