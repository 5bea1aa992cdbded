import type { Words } from '#engine'
import { type CharacteristicGroup, type CharacteristicItem, characteristicItems } from './characteristic-items.ts'
import type { AbsentCase, CaseCompleteness } from './completeness.ts'
import type { NumberSeries } from './number-series.ts'

export type ItemResult =
  /** Looked at, nothing found. */
  | 'passed'
  | 'failed'
  /** Whether it holds of the container can only be told by reading it: the verifier answers it. */
  | 'by-verifier'
  | 'not-applicable'
  /** Nobody here looked: another tool has to. */
  | 'not-checked'

export type CheckedItem = Readonly<{
  code: string
  group: CharacteristicGroup
  title: Words
  result: ItemResult
  /** How many findings speak against it, and of what kind. */
  findings: readonly Readonly<{ code: string; count: number }>[]
  evidence: Words
}>

/** `data/four-characteristics.json`, and the report of the job after the whole package was read back. */
export type FourCharacteristics = Readonly<{
  format: 'guiju-four-characteristics/1'
  standard: 'DA/T 70-2018'
  /** package: written before the container was whole. verified: after it was read back from the disk. */
  seen: 'package' | 'verified'
  items: readonly CheckedItem[]
  passed: number
  failed: number
}>

/** What was looked at, counted. */
export type Looked = Readonly<{ cases: number; entries: number; records: number; signatures: number; attachments: number; pages: number }>

/**
 * The four characteristics of DA/T 70-2018, each item answered by the findings of the verifier's own code: the exporter
 * runs it on each case as it packs it, the verifier on each case as it reads it, so both write the same report or differ.
 */
export function fourCharacteristics(
  found: ReadonlyMap<string, number>,
  looked: Looked,
  seen: FourCharacteristics['seen'],
): FourCharacteristics {
  const items = characteristicItems.map((item) => checkedItem(item, found, looked, seen))
  return {
    format: 'guiju-four-characteristics/1',
    standard: 'DA/T 70-2018',
    seen,
    items,
    passed: items.filter(({ result }) => result === 'passed').length,
    failed: items.filter(({ result }) => result === 'failed').length,
  }
}

function checkedItem(
  { code, group, title, how, against, evidence }: CharacteristicItem,
  found: ReadonlyMap<string, number>,
  looked: Looked,
  seen: FourCharacteristics['seen'],
): CheckedItem {
  const findings = against.flatMap((each) => {
    const count = found.get(each) ?? 0
    return count === 0 ? [] : [{ code: each, count }]
  })
  const filled = (words: string) =>
    words.replace(/\{(\w+)\}/g, (_, name: string) => String((looked as Readonly<Record<string, number>>)[name] ?? ''))
  const result =
    how === 'not-applicable' || how === 'not-checked'
      ? how
      : findings.length > 0
        ? 'failed'
        : how === 'container' && seen === 'package'
          ? 'by-verifier'
          : 'passed'
  return { code, group, title, result, findings, evidence: { zh: filled(evidence.zh), en: filled(evidence.en) } }
}

/** How often each finding came, for the report. */
export function tallyOf(findings: Iterable<Readonly<{ code: string }>>, into: Map<string, number> = new Map()): Map<string, number> {
  for (const { code } of findings) into.set(code, (into.get(code) ?? 0) + 1)
  return into
}

/** What a case lacks, in the verifier's words, for the report. */
export function lacksOf(found: CaseCompleteness): readonly (readonly [string, number])[] {
  return [
    ['record-owed', found.missing.length],
    ['record-missing', found.absent.length],
    ['serial-gap', found.serialGaps.length],
    ['serial-doubled', found.serialsDoubled.length],
    ['contribution-missing', found.contributionsMissing.length],
    ['signature-missing', found.signaturesMissing.length],
    ['attachment-missing', found.attachmentsMissing.length],
  ]
}

/** What the scope lacks beside its cases. */
export function lacksBeside(absent: readonly AbsentCase[], numbers: readonly NumberSeries[]): readonly (readonly [string, number])[] {
  return [
    ['case-missing', absent.length],
    ['number-gap', numbers.reduce((sum, { gapsInAll }) => sum + gapsInAll, 0)],
    ['number-doubled', numbers.reduce((sum, { doubled }) => sum + doubled.length, 0)],
  ]
}

export function addLacks(into: Map<string, number>, lacks: readonly (readonly [string, number])[]): void {
  for (const [code, count] of lacks) if (count > 0) into.set(code, (into.get(code) ?? 0) + count)
}
