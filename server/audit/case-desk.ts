import type { CaseState } from '#engine'
import {
  addLacks,
  type BaselineReader,
  besidePath,
  type CaseCompleteness,
  type CaseLines,
  checkCase,
  concat,
  digestCase,
  type Entry,
  entriesPath,
  entryLineBytes,
  type Finding,
  factsOf,
  type HashText,
  hashText,
  type LinkedCase,
  openingLineBytes,
  openingsPath,
  type PackedCase,
  type Payload,
  payloadsNamedIn,
  type ReplayCase,
  recordPath,
  tallyOf,
} from '#records'
import type { SourceCase } from './package-source.ts'

/** A case to be looked at before it is packed. */
export type DeskCase = Readonly<{
  organisation: string
  found: Omit<SourceCase, 'leaves'>
  /** Whether the package shows the salts and values of sensitive fields. */
  openings: boolean
  /** Whether its records are also printed. */
  print: boolean
}>

/** Data of a case and the path it goes to. `payload`: its place among the payloads. */
export type DeskFile = Readonly<{ path: string; payload: number; serial: number | null }>
export type DeskSheet = Readonly<{ serial: number; path: string; pdf: Uint8Array }>

/** What follows from a case: what the package holds of it, and what the lists, the index and the reports say of it. */
export type DeskAnswer = Readonly<{
  packed: PackedCase
  /** `attachmentsMissing` names every attachment: whether it is there is for whoever holds them. */
  completeness: CaseCompleteness
  links: readonly LinkedCase[]
  lines: CaseLines
  /** How often each finding of the verifier came, lacks aside. */
  tally: readonly (readonly [string, number])[]
  files: readonly DeskFile[]
  sheets: readonly DeskSheet[]
  openingsFile: Uint8Array | null
}>

/** Looks cases over and prints them, by the documents each is pinned to. */
export type CaseDesk = Readonly<{
  /** Gives the desk a baseline, before the first case of it. */
  open(baseline: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>
  look(asked: DeskCase): Promise<DeskAnswer>
  close(): Promise<void>
}>

export type SheetPrinter = (baseline: string, files: ReadonlyMap<string, Uint8Array>, replay: ReplayCase) => PrintSheet | null
export type PrintSheet = (found: DeskCase['found'], state: CaseState, serial: number) => Promise<Uint8Array>

/**
 * A desk in this process. It runs the verifier's own code on each case as the package will show it, so what the reports
 * say was found, not claimed.
 */
export function makeDesk(readBaseline: BaselineReader, printer: SheetPrinter = () => null): CaseDesk {
  const opened = new Map<string, Readonly<{ replay: ReplayCase; print: PrintSheet | null }>>()
  return {
    async open(baseline, files) {
      if (opened.has(baseline)) return
      const replay = readBaseline(files)
      opened.set(baseline, { replay, print: printer(baseline, files, replay) })
    },
    async look(asked) {
      const known = opened.get(asked.found.baseline)
      const shown = await shownOf(asked)
      const { found } = asked
      const packed = packedOf(found)
      const check = await checkCase(packed, aboutPackage(asked), shown.files, known?.replay ?? null)
      const tally = tallyOf(check.findings as readonly Finding[])
      if (check.digest.notReplayed !== null) addLacks(tally, [['case-not-replayable', 1]])
      const print = asked.print ? (known?.print ?? null) : null
      const state = print === null ? null : stateOf(found, known?.replay ?? null)
      const sheets: DeskSheet[] = []
      if (print !== null && state !== null)
        for (const { serial, sheet } of shown.records) sheets.push({ serial, path: sheet, pdf: await print(found, state, serial) })
      return {
        packed,
        completeness: check.digest.completeness,
        links: check.digest.links,
        lines: check.lines,
        tally: [...tally],
        files: shown.named,
        sheets,
        openingsFile: shown.openingsFile,
      }
    },
    close: async () => {},
  }
}

type CheckFiles = Parameters<typeof checkCase>[2]
type Shown = Readonly<{
  files: CheckFiles
  named: readonly DeskFile[]
  records: readonly Readonly<{ serial: number; sheet: string }>[]
  openingsFile: Uint8Array | null
}>

/** The case's files as the package will hold them, attachments aside. Data that no longer gives its hash is shown as it is. */
async function shownOf({ found, openings }: DeskCase): Promise<Shown> {
  const files = new Map<string, Uint8Array>([[entriesPath(found.number), concat(found.entries.map(entryLineBytes))]])
  const places = placesOf(found)
  const named: DeskFile[] = []
  const records: { serial: number; sheet: string }[] = []
  const opened: Uint8Array[] = []
  for (const facts of factsOf(found.entries)) {
    const sealed = facts.kind === 'step' || facts.kind === 'contribution' ? facts.records : []
    for (const { hash, number, role } of payloadsNamedIn(facts)) {
      const at = places.get(hash) ?? (role === 'record' && number !== null ? places.get(number) : undefined)
      const record = role === 'record' ? sealed.find(({ data }) => data === hash) : undefined
      const path = record === undefined ? besidePath(found.number, hash) : recordPath(found.number, record)
      const payload = at === undefined ? undefined : found.payloads[at]
      if (at === undefined || payload === undefined || files.has(path)) continue
      files.set(path, payload.bytes)
      named.push({ path, payload: at, serial: record?.serial ?? null })
      opened.push(...payload.openings.map((opening) => openingLineBytes({ ...opening, data: hash })))
      if (record !== undefined) records.push({ serial: record.serial, sheet: recordPath(found.number, record, 'pdf') })
    }
  }
  const openingsFile = openings ? concat(opened) : null
  if (openingsFile !== null) files.set(openingsPath(found.number), openingsFile)
  const reader = {
    files: [...files].map(([path, bytes]) => ({ path, size: bytes.length })),
    findings: [],
    read: async (path: string) => files.get(path) ?? new Uint8Array(),
  }
  return { files: { reader, has: (path) => files.has(path), paths: [...files.keys()] }, named, records, openingsFile }
}

/** By hash, and records by number too: bytes that no longer give their hash are packed as they are, for the verifier to name. */
function placesOf({ payloads }: DeskCase['found']): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  payloads.forEach(({ recordNumber, hash }, at) => {
    if (recordNumber !== null) places.set(recordNumber, at)
    places.set(hash, at)
  })
  return places
}

/** The case with its sensitive values, as its sheets were drawn: they mask them, and a commitment could not be masked. */
function stateOf(found: DeskCase['found'], replay: ReplayCase | null): CaseState | null {
  const payloads = new Map<HashText, Payload>(found.payloads.map((payload) => [payload.hash, payload]))
  return digestCase({ number: found.number, entries: found.entries, payloads, attachments: new Set() }, replay).state
}

function packedOf({ id, number, document, baseline, entries }: DeskCase['found']): PackedCase {
  return { ...headOf(id, entries), number, document, baseline }
}

export function headOf(stream: string, entries: readonly Entry[]): Readonly<{ stream: string; entries: number; head: string }> {
  const last = entries.at(-1)
  return { stream, entries: entries.length, head: last === undefined ? hashText(new Uint8Array(32)) : hashText(last.hash) }
}

type About = Parameters<typeof checkCase>[1]

/** Of the description only the organisation and whether openings are declared concern a single case. */
function aboutPackage({ organisation, openings }: DeskCase): About {
  return { organisation: { id: organisation, zh: '', en: '' }, openings } as About
}
