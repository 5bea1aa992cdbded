import { describe, expect, it } from 'vitest'
import { automaticNow, dueMoments, taskList } from '../../../engine/index.ts'
import { caseOf, instant, person, type Scenario } from '../support/case-of.ts'

const li = person('li', 'clerk')
const zhao = person('zhao', 'head')
const set = (step: string, dates: Readonly<Record<string, unknown>> = {}) =>
  caseOf('QP-94').given({ step, by: li, data: { ready: false, ...dates } })
const fires = (scenario: Scenario, at: string) => automaticNow(scenario.procedure, scenario.state, scenario.world(at))
const moments = (scenario: Scenario, at?: string) =>
  dueMoments(scenario.procedure, scenario.state, scenario.world(at)).map((moment) => [moment.step, moment.at, moment.automatic])

describe('a timer', () => {
  it('stands on a date, as that day begins', () => {
    const waiting = set('to_date', { due_on: '2026-03-20' })
    expect(moments(waiting)).toEqual([['end_date', instant('2026-03-17 00:00'), true]])
    expect(fires(waiting, '2026-03-16 23:59')).toBeNull()
    expect(fires(waiting, '2026-03-17 00:00')).toEqual({ step: 'end_date', dueAt: instant('2026-03-17 00:00') })
    waiting.when({ automatic: 'end_date', at: '2026-03-17 00:00' }).thenState('over')
  })

  it('does not run while its date is not filled', () => {
    expect(moments(set('to_date'))).toEqual([])
    expect(fires(set('to_date'), '2026-12-01')).toBeNull()
  })

  it('takes the latest of several dates, those not filled left out', () => {
    expect(moments(set('to_latest', { due_on: '2026-03-05', later_on: '2026-03-13' }))).toEqual([
      ['end_latest', instant('2026-03-16 00:00'), true],
    ])
    expect(moments(set('to_latest', { due_on: '2026-03-13', later_on: '2026-03-05' }))).toEqual([
      ['end_latest', instant('2026-03-16 00:00'), true],
    ])
    expect(moments(set('to_latest', { due_on: '2026-03-05' }))).toEqual([['end_latest', instant('2026-03-06 00:00'), true]])
  })

  it('takes the first of several dates that is filled, in the order named', () => {
    expect(moments(set('to_first', { due_on: '2026-04-01', later_on: '2026-05-31' }))).toEqual([
      ['end_first', instant('2026-04-30 00:00'), true],
    ])
    expect(moments(set('to_first', { due_on: '2026-04-15' }))).toEqual([['end_first', instant('2026-03-15 00:00'), true]])
  })

  it('counts hours from an instant', () => {
    expect(moments(set('to_hours', { backup_at: '2026-03-02T10:30:00+08:00' }))).toEqual([['end_hours', instant('2026-03-03 10:30'), true]])
  })

  it('counts from the entry into the state where it names nothing else', () => {
    expect(moments(set('to_entered'))).toEqual([['end_entered', instant('2026-03-09 00:00'), true]])
  })

  it('repeats, each moment once, in order, however late the engine wakes', () => {
    const reminding = set('to_reminding', { due_on: '2026-03-03' })
    expect(fires(reminding, '2026-03-20')).toEqual({ step: 'remind', dueAt: instant('2026-03-04 00:00') })
    reminding.given({ automatic: 'remind', at: '2026-03-20' })
    expect(fires(reminding, '2026-03-20')).toEqual({ step: 'remind', dueAt: instant('2026-03-09 00:00') })
    reminding.given({ automatic: 'remind', at: '2026-03-20' }, { automatic: 'remind', at: '2026-03-20' })
    expect(reminding.state.fired).toEqual({
      remind: [instant('2026-03-04 00:00'), instant('2026-03-09 00:00'), instant('2026-03-12 00:00')],
    })
    expect(fires(reminding, '2026-12-01')).toBeNull()
    expect(reminding.values).toMatchObject({ what: '催办3' })
  })

  it('fires anew in a new stay, and for a new date', () => {
    const again = set('to_reminding', { due_on: '2026-03-03' }).given(
      { automatic: 'remind', at: '2026-03-04 00:00' },
      { step: 'change', by: li, data: { due_on: '2026-03-03', ready: false } },
      { step: 'to_reminding', by: li, data: { due_on: '2026-03-03', ready: false } },
    )
    expect(fires(again, '2026-03-05')).toEqual({ step: 'remind', dueAt: instant('2026-03-04 00:00') })
  })

  it('whose condition is false fires once the condition becomes true', () => {
    const waiting = set('to_conditional')
    expect(fires(waiting, '2026-03-10')).toBeNull()
    waiting.given({ step: 'amend', by: zhao, data: { ready: true } })
    expect(fires(waiting, '2026-03-10')).toEqual({ step: 'when_ready', dueAt: null })
  })

  it('beside a human role leaves the person the time before', () => {
    const shared = () => set('to_shared', { ready: true })
    expect(moments(shared())).toEqual([
      ['finish', instant('2026-03-04 09:01'), true],
      ['finish', instant('2026-03-04 09:01'), false],
    ])
    shared().when({ step: 'finish', by: zhao, at: '2026-03-04 09:00' }).thenState('over')
    shared().when({ step: 'finish', by: zhao, at: '2026-03-04 09:01' }).thenRejected({ code: 'deadline-passed', automatic: 'finish' })
    shared().when({ automatic: 'finish', at: '2026-03-04 09:01' }).thenState('over')
  })

  it('that only reminds keeps nobody from acting', () => {
    set('to_reminding', { due_on: '2026-03-03' }).when({ step: 'finish', by: zhao, at: '2026-03-04 09:00' }).thenState('over')
  })

  it('that ends the stay does keep them, even while a reminder is due before it', () => {
    const due = () => set('to_reminding', { due_on: '2026-03-03', ready: true })
    due().when({ step: 'finish', by: zhao, at: '2026-03-10' }).thenRejected({ code: 'deadline-passed', automatic: 'finish' })
    expect(fires(due(), '2026-03-10')).toEqual({ step: 'remind', dueAt: instant('2026-03-04 00:00') })
    due()
      .when({ automatic: 'finish', at: '2026-03-10', dueAt: '2026-03-04 09:01' })
      .thenRejected({ code: 'step-not-open', open: ['remind'] })
  })

  it('of a closed case stands nowhere', () => {
    const over = set('to_entered').given({ automatic: 'end_entered', at: '2026-03-09 00:00' })
    expect(moments(over)).toEqual([])
    expect(taskList(over.procedure, over.state, over.world())).toEqual([])
  })
})
