import { describe, expect, it } from 'vitest'
import { automaticNow, type CaseState, latestStarted } from '../../../engine/index.ts'
import { type Act, caseOf, instant, person } from '../support/case-of.ts'

const li = person('li', 'clerk')
const zhao = person('zhao', 'head')
const sun = person('sun', 'officer')

const twoItems = [
  { item: 'A', level: '1' },
  { item: 'B', level: '2' },
]
const order = (more: Readonly<Record<string, unknown>> = {}) =>
  ({ step: 'order', by: zhao, data: { items: twoItems, budget: '100', watched: false, ...more } }) as const
const running = (more: Readonly<Record<string, unknown>> = {}) => caseOf('QP-92').given(order(more))

const job = (...acts: Act[]) => caseOf('QP-93', { at: '2026-03-02 10:00' }).given(...acts).state
const finish = (at?: string) =>
  ({ step: 'finish', by: li, data: { allowed: '1', watched: false, result: '完成' }, ...(at !== undefined && { at }) }) as const
const open = job()
const finished = job(finish())
const late = job(finish('2026-03-10'))
const archived = job(finish(), { step: 'archive', by: li, data: { text: '档' } })
const cancelled = job(finish(), { step: 'cancel', by: zhao, data: { text: '取消' } })

describe('a start', () => {
  it('opens one case for each row, with the subject inherited, set and taken from the row', () => {
    const { accepted } = caseOf('QP-92').when(order())
    expect(accepted).toMatchObject({
      starts: [
        { document: 'QP-93', subject: { site: 'S-01', item: 'A', level: '1', owner: '组2' }, gives: { allowed: '50.0', watched: false } },
        { document: 'QP-93', subject: { site: 'S-01', item: 'B', level: '2', owner: '组2' }, gives: { allowed: '50.0', watched: false } },
      ],
    })
  })

  it('opens one case for a value named twice', () => {
    const { accepted } = caseOf('QP-92').when(order({ items: [...twoItems, ...twoItems] }))
    expect(accepted).toMatchObject({ starts: [{ subject: { item: 'A' } }, { subject: { item: 'B' } }] })
  })

  it('opens nothing where its condition does not hold', () => {
    expect(caseOf('QP-92').when(order({ budget: '0' })).accepted).toMatchObject({ starts: [] })
  })

  it('is remembered: the latest start is what a relation looks at', () => {
    const again = running().given(order())
    expect(latestStarted(again.state, 'QP-93')).toEqual(['started-3-0', 'started-3-1'])
    expect(latestStarted(again.state, 'QP-98')).toEqual([])
  })

  it('of a document not yet written is refused by name, a conditional one only when it is needed', () => {
    running()
      .when({ step: 'hand_over', by: sun, data: { text: '移交' } })
      .thenRejected({ code: 'document-pending', document: 'QP-99' })
    running().when({ step: 'hand_over', by: sun, data: {} }).thenRejected({ code: 'document-pending', document: 'QP-99' })
    running()
      .when({ step: 'maybe_hand_over', by: sun, data: { text: '移交' } })
      .thenState('closed')
    running({ watched: true })
      .when({ step: 'maybe_hand_over', by: sun, data: { text: '移交' } })
      .thenRejected({ code: 'document-pending', document: 'QP-99' })
  })
})

describe('what the starter hands over', () => {
  const from = { case: 'c-1', number: 'QP-92-2026-00001', document: 'QP-92', step: 'order' }
  const given = () => caseOf('QP-93', { gives: { allowed: '12.5' }, startedBy: from })

  it('is filled in with its origin, and is not the person’s to change', () => {
    const taken = given()
      .when({ step: 'finish', by: li, data: { watched: true, result: '好' } })
      .thenState('finished')
    expect(taken.accepted).toMatchObject({ records: [{ values: { allowed: '12.5' }, origins: { allowed: { kind: 'given', ...from } } }] })
    given()
      .when({ step: 'finish', by: li, data: { allowed: '12.5', watched: true, result: '好' } })
      .thenState('finished')
    expect(
      given()
        .when({ step: 'finish', by: li, data: { allowed: '13', watched: true, result: '好' } })
        .problems(),
    ).toEqual(['/allowed not-yours-to-fill'])
  })

  it('is filled in the first time only', () => {
    const again = given().given(
      { step: 'finish', by: li, data: { watched: true, result: '好' } },
      { step: 'redo', by: zhao, data: { text: '重' } },
    )
    again.when({ step: 'finish', by: li, data: { allowed: '99', watched: true, result: '好' } }).thenState('finished')
    expect(again.values).toMatchObject({ allowed: '99.0' })
  })
})

describe('a wait', () => {
  const close = { step: 'close', by: zhao } as const
  const waits = (...jobs: CaseState[]) => running().related({ jobs })

  it('holds only when there is a case, and all have reached the state', () => {
    waits()
      .when(close)
      .thenRejected({ code: 'waits-for', document: 'QP-93', relation: 'jobs', states: ['finished'], found: [] })
    waits(finished, open)
      .when(close)
      .thenRejected({
        code: 'waits-for',
        found: [
          { number: 'QP-93-2026-00001', state: 'finished' },
          { number: 'QP-93-2026-00001', state: 'open' },
        ],
      })
    waits(finished, finished).when(close).thenState('closed')
  })

  it('counts a case that has passed through the state, unless it was annulled since', () => {
    waits(archived).when(close).thenState('closed')
    waits(cancelled).when(close).thenRejected({ code: 'waits-for' })
  })

  it('with `any` is content with one; with `when` asked only then', () => {
    const early = (watched: boolean, related: Readonly<Record<string, CaseState[]>>) =>
      running({ watched }).related(related).when({ step: 'close_early', by: li })
    early(false, { jobs: [open, finished] }).thenState('closed')
    early(false, { jobs: [open] }).thenRejected({ code: 'waits-for', relation: 'jobs' })
    early(true, { jobs: [finished] }).thenRejected({ code: 'waits-for', relation: 'audits' })
    early(true, { jobs: [finished], audits: [finished] }).thenState('closed')
  })

  it('of a relation that is not older looks only at cases opened since the state was entered', () => {
    const before = { ...finished, openedAt: instant('2026-03-02 08:00') }
    running({ watched: true })
      .related({ jobs: [finished], audits: [before] })
      .when({ step: 'close_early', by: li })
      .thenRejected({ code: 'waits-for', relation: 'audits' })
  })

  it('starts the limit when it is satisfied', () => {
    const { accepted } = waits(late).when({ ...close, at: '2026-03-12 23:59' })
    expect(accepted).toMatchObject({ late: null, dueAt: instant('2026-03-13 00:00') })
    expect(waits(late).when({ ...close, at: '2026-03-13' }).accepted).toMatchObject({ late: { workingDays: 1 } })
  })

  it('lets the step fill in what the related case found, and says where it is from', () => {
    const { accepted } = waits(finished).when(close)
    expect(accepted).toMatchObject({
      records: [
        {
          values: { found: '完成' },
          origins: { found: { kind: 'filled', rule: 'jobs.result', cases: [{ id: 'case-QP-93', relation: 'jobs' }] } },
        },
      ],
    })
  })
})

describe('a demanded step', () => {
  const hurry = { step: 'hurry', by: zhao, data: { text: '请说明' } } as const

  it('is sent to every related case that has not ended', () => {
    const { accepted } = running()
      .related({ jobs: [open, archived] })
      .when(hurry)
    const gives = { text: '请说明' }
    expect(accepted).toMatchObject({
      sends: [
        { case: 'case-QP-93', document: 'QP-93', step: 'remark', gives, due: instant('2026-03-05 00:00') },
        { case: 'case-QP-93', document: 'QP-93', step: 'log', gives, due: null },
      ],
    })
  })

  it('is a task with what was sent filled in; taking it answers it', () => {
    const demanded = caseOf('QP-93').given({ demanded: 'remark', gives: { text: '请说明' }, due: '2026-03-05 00:00' })
    expect(demanded.state.demands).toHaveLength(1)
    const answered = demanded.when({ step: 'remark', by: li, at: '2026-03-06', data: { answer: '好' } }).thenState('open')
    expect(answered.accepted).toMatchObject({
      late: { due: instant('2026-03-05 00:00'), workingDays: 2 },
      records: [{ values: { text: '请说明', answer: '好' }, origins: { text: { kind: 'given', document: 'QP-92' } } }],
    })
    expect(answered.state.demands).toEqual([])
  })

  it('counts its limit from the demand', () => {
    const demanded = caseOf('QP-93').given({ demanded: 'remark', at: '2026-04-01', gives: { text: '说' } })
    expect(demanded.when({ step: 'remark', by: li, at: '2026-04-07 23:00' }).accepted).toMatchObject({
      late: null,
      dueAt: instant('2026-04-08 00:00'),
    })
  })

  it('fires by itself only where the engine takes that step, once for each demand', () => {
    const job = caseOf('QP-93')
    expect(automaticNow(job.procedure, job.state, job.world())).toBeNull()
    job.given({ demanded: 'remark', gives: { text: '说' } })
    expect(automaticNow(job.procedure, job.state, job.world())).toBeNull()
    job.given({ demanded: 'log', gives: { text: '一' } }, { demanded: 'log', gives: { text: '二' } })
    job.given({ automatic: 'log', at: '2026-03-04' })
    expect(job.values).toEqual({ text: '一' })
    job.given({ automatic: 'log', at: '2026-03-04' })
    expect(job.values).toEqual({ text: '二' })
    expect(automaticNow(job.procedure, job.state, job.world())).toBeNull()
  })

  it('restarts its own clock when taken, and nobody else’s', () => {
    const remarked = caseOf('QP-93').given({ step: 'remark', by: li, at: '2026-03-10', data: { text: '一' } })
    expect(remarked.when({ step: 'remark', by: li, at: '2026-03-16 23:00', data: { text: '二' } }).accepted).toMatchObject({ late: null })
  })
})
