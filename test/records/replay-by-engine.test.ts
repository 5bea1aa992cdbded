import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '#engine'
import { readBaselineTexts } from '#records'
import { caseOf, person } from '../engine/support/case-of.ts'
import { fixtureFolder, yamlFiles } from '../engine/support/library.ts'

const files = new Map(yamlFiles(fixtureFolder).map(({ file, text }) => [file, new TextEncoder().encode(text)]))
const replay = readBaselineTexts(files)
const scenario = caseOf('QP-90').given(
  { step: 'apply', by: person('li', 'clerk'), data: { amount: '500', urgent: false, items: [{ count: 3 }, { count: 5 }] } },
  { step: 'pass', by: person('wang', 'reviewer'), data: { opinion: '属实' } },
  { step: 'decide', by: person('zhao', 'head'), data: { outcome: 'granted' } },
)
const { events } = scenario
const changed = (at: number, change: Partial<Extract<CaseEvent, { kind: 'step' }>>) =>
  events.map((event, index) => (index === at && event.kind === 'step' ? { ...event, ...change } : event))
const reason = (found: readonly CaseEvent[]) => {
  const answer = replay('QP-90', found, found.length)
  return answer.outcome === 'replayed' ? null : answer.reason
}

describe('a case replayed by the texts of its baseline', () => {
  it('comes to the state it was in, and owes nothing it did not leave', () => {
    const answer = replay('QP-90', events, events.length)
    expect(answer).toMatchObject({ outcome: 'replayed', replayed: { owes: { state: 'done', complete: true } } })
    expect(answer.outcome === 'replayed' && answer.replayed.state).toEqual(scenario.state)
  })

  it('is refused where a step leads elsewhere, begins elsewhere, is not declared, or closes what is not final', () => {
    expect(reason(changed(2, { to: 'done' }))).toBe('step-not-open 3 pass')
    expect(reason(changed(2, { from: 'draft' }))).toBe('step-not-open 3 pass')
    expect(reason(changed(2, { step: 'constructor' }))).toBe('step-not-open 3 constructor')
    expect(reason(changed(2, { closes: true }))).toBe('closes-otherwise 3')
    expect(reason(changed(3, { closes: false }))).toBe('closes-otherwise 4')
  })

  it('is refused where it does not begin with its opening, or begins twice', () => {
    expect(reason(events.slice(1))).toBe('step-not-open 2 apply')
    expect(reason([...events.slice(0, 1), ...events])).toBe('entry-not-applicable 1')
    expect(reason([])).toBe('no-entries')
  })

  it('names a signature and a part that the path owes', () => {
    const answer = replay(
      'QP-90',
      changed(2, { parts: [], signers: scenario.state.taken[1]?.signers.map((signer) => ({ ...signer, signature: null })) ?? [] }),
      events.length,
    )
    expect(answer).toMatchObject({
      replayed: { owes: { complete: false, signaturesMissing: [{ sequence: 3, step: 'pass', meaning: 'reviewed' }] } },
    })
  })

  it('is refused where the baseline does not hold its document, or cannot be read', () => {
    expect(readBaselineTexts(new Map())('QP-90', events, 4)).toEqual({ outcome: 'not-replayable', reason: 'document-not-compiled QP-90' })
    const broken = new Map([...files, ['procedures/QP-90-approval.yaml', new TextEncoder().encode('{')] as const])
    expect(readBaselineTexts(broken)('QP-90', events, 4)).toMatchObject({ outcome: 'not-replayable' })
  })
})
