import type { CompiledProcedure, Signer, Words } from '#engine'
import { type Entry, type Facts, hashText, parseStamp, readFacts } from '#records'
import { type Labels, same } from '../documents/render/labels.ts'
import type { HistoryItem } from '../http/api/cases.ts'
import { signerView } from './reading.ts'

const titles: Readonly<Record<string, Words>> = {
  opened: { zh: '立案', en: 'Opened' },
  contribution: { zh: '会办', en: 'Contribution' },
  withdrawal: { zh: '撤回', en: 'Withdrawn' },
  demanded: { zh: '接到要求', en: 'Step demanded' },
  correction: { zh: '更正', en: 'Correction' },
  annotation: { zh: '批注', en: 'Annotation' },
  'due-moved': { zh: '期限变动', en: 'Due date moved' },
  hold: { zh: '保全', en: 'Legal hold' },
  disposal: { zh: '销毁', en: 'Disposal' },
  erasure: { zh: '删除', en: 'Erasure' },
}

/** A share of a collected step is a record; the first signature of a two-person step is none until the second signs. */
const firstSignature: Words = { zh: '第一人签署', en: 'First signature' }

/** The log of a case as people read it: each entry once, with its hash; what cannot be read says so. */
export function historyOf(
  entries: readonly Entry[],
  procedure: CompiledProcedure,
  labels: Labels,
  hiddenRecords: ReadonlySet<string>,
  late: ReadonlyMap<number, HistoryItem['enteredLate']> = new Map(),
): readonly HistoryItem[] {
  return entries.map((entry) => ({
    ...itemOf(entry, procedure, labels, hiddenRecords),
    enteredLate: late.get(entry.sequence) ?? [],
  }))
}

function itemOf(
  entry: Entry,
  procedure: CompiledProcedure,
  labels: Labels,
  hiddenRecords: ReadonlySet<string>,
): Omit<HistoryItem, 'enteredLate'> {
  const read = readFacts(entry.facts)
  const stamp = parseStamp(entry.stamp)
  const common = { sequence: entry.sequence, recordedAt: stamp?.recordedAt ?? '', clock: stamp?.clock ?? '', hash: hashText(entry.hash) }
  if (read.outcome === 'unreadable')
    return {
      ...common,
      kind: 'unreadable',
      at: common.recordedAt,
      title: { zh: '无法读取的条目', en: 'An entry that cannot be read' },
      from: null,
      to: null,
      by: [],
      records: [],
      late: null,
      reason: read.problem.code,
    }
  const { facts } = read
  const stateTitle = (code: string): Words => procedure.states.get(code)?.title ?? same(code)
  const by = signersOf(facts).map((signer) => signerView(signer, labels))
  const step = facts.kind === 'step'
  return {
    ...common,
    kind: facts.kind,
    at: facts.at,
    title: titleOf(facts, procedure),
    from: step ? stateTitle(facts.from) : null,
    to: step ? stateTitle(facts.to) : null,
    by,
    records: recordsOf(facts).filter((number) => !hiddenRecords.has(number)),
    late: step && facts.late !== null ? { due: facts.late.due, workingDays: facts.late.workingDays } : null,
    reason: 'reason' in facts ? facts.reason : null,
  }
}

function titleOf(facts: Facts, procedure: CompiledProcedure): Words {
  const kind = titles[facts.kind] ?? same(facts.kind)
  if (!('step' in facts)) return kind
  const step = procedure.steps.get(facts.step)?.title ?? same(facts.step)
  if (facts.kind === 'step') return step
  const { zh, en } = facts.kind === 'contribution' && facts.contribution === 'first' ? firstSignature : kind
  return { zh: `${zh}：${step.zh}`, en: `${en}: ${step.en}` }
}

function signersOf(facts: Facts): readonly Signer[] {
  if ('signers' in facts) return facts.signers
  if ('signer' in facts) return [facts.signer]
  return 'by' in facts ? [facts.by] : []
}

function recordsOf(facts: Facts): readonly string[] {
  if (facts.kind === 'step' || facts.kind === 'contribution') return facts.records.map(({ number }) => number)
  return facts.kind === 'correction' ? [facts.number] : []
}
