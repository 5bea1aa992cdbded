import { describe, expect, it } from 'vitest'
import {
  type CaseEvent,
  evolve,
  openCase,
  openSteps,
  owes,
  type RejectionNames,
  replay,
  type SubjectValues,
  sayRejection,
} from '../../../engine/index.ts'
import { type Act, caseOf, instant, person } from '../support/case-of.ts'
import { fixture } from '../support/library.ts'

const li = person('li', 'clerk')
const wang = person('wang', 'reviewer')
const zhao = person('zhao', 'head')
const apply: Act = { step: 'apply', by: li, data: { amount: '500', urgent: false, items: [{ count: 3 }, { count: 5 }] } }
const pass: Act = { step: 'pass', by: wang, data: { opinion: '属实' } }

describe('opening a case', () => {
  const by = {
    kind: 'person',
    person: 'li',
    name: 'LI',
    role: 'clerk',
    standsFor: null,
    signature: null,
    at: instant('2026-03-02'),
  } as const
  const open = (subject: SubjectValues) =>
    openCase(fixture('QP-90'), { id: 'c', baseline: 'b', subject, by, startedBy: null, gives: {}, at: instant('2026-03-02') })

  it('needs the subject the document declares', () => {
    expect(open({ site: 'S', year: 2026 })).toMatchObject({ outcome: 'opened', event: { kind: 'opened', sequence: 1, initial: 'draft' } })
    expect(open({ site: 'S', year: 2026, level: '3' })).toMatchObject({ outcome: 'opened' })
  })

  it.each([
    ['a key is missing', { site: 'S' }, 'year'],
    ['a year is text', { site: 'S', year: '2026' }, 'year'],
    ['a year is no year', { site: 'S', year: 26 }, 'year'],
    ['a site is empty', { site: '', year: 2026 }, 'site'],
    ['a site holds a NUL', { site: 'S\u0000', year: 2026 }, 'site'],
    ['a site holds half a character', { site: 'S\ud800', year: 2026 }, 'site'],
    ['a key is unknown', { site: 'S', year: 2026, constructor: 'x' }, 'constructor'],
  ])('is refused when %s', (_, subject, key) => {
    expect(open(subject)).toMatchObject({ outcome: 'rejected', rejection: { code: 'subject-invalid', key } })
  })
})

describe('replaying the entries', () => {
  const story = () =>
    caseOf('QP-90').given(
      apply,
      { step: 'extend', by: zhao, data: { days: 2 } },
      pass,
      { step: 'return', by: zhao, data: { opinion: '退' } },
      apply,
    )

  it('gives the same case', () => {
    const { events, state } = story()
    expect(replay(events)).toEqual(state)
    expect(replay(JSON.parse(JSON.stringify(events)) as CaseEvent[])).toEqual(state)
  })

  it('keeps extensions and due dates to the stay they were given in', () => {
    expect(story().state.limits).toEqual({ extendedBy: [], due: null })
    expect(caseOf('QP-90').given(apply, { step: 'extend', by: zhao, data: { days: 2 } }).state.limits.extendedBy).toEqual([
      { unit: 'working_days', by: 2 },
    ])
  })

  it('begins with the opening, once', () => {
    const [opening, second] = story().events
    if (opening === undefined || second === undefined) throw new Error('no story')
    expect(() => replay([second])).toThrow('Expected a case to begin with its opening')
    expect(() => replay([opening, opening])).toThrow('opens it again')
    expect(() => replay([])).toThrow('there are none')
  })

  it('lets a correction speak from then on, and leaves what was sealed', () => {
    const applied = caseOf('QP-90').given(apply)
    const corrected = evolve(applied.state, {
      kind: 'correction',
      sequence: 3,
      at: instant('2026-03-03'),
      serial: 1,
      field: 'amount',
      old: '500.00',
      new: '20000.00',
      reason: '笔误',
      signers: [],
    })
    expect(corrected.sealed[0]?.values).toMatchObject({ amount: '500.00' })
    const again = caseOf('QP-90')
    expect(openSteps(again.procedure, { ...corrected, state: 'deciding' }, zhao, again.world())[1]).toMatchObject({
      step: 'decide',
      roles: ['director'],
    })
  })
})

describe('the open steps', () => {
  const steps = (who = wang) => {
    const fresh = caseOf('QP-90').given(apply)
    return { open: openSteps(fresh.procedure, fresh.state, who, fresh.world()) }
  }

  it('say who may take them, by when, and why not', () => {
    expect(steps().open.map(({ step, mayTake, whyNot }) => [step, mayTake, whyNot?.code])).toEqual([
      ['extend', false, 'role-missing'],
      ['pass', true, undefined],
      ['return', true, undefined],
      ['expire', false, 'step-is-automatic'],
    ])
    expect(steps().open[1]).toMatchObject({ roles: ['reviewer'], due: { on: '2026-03-09' }, late: null, signature: 'reviewed' })
    expect(steps(person('li', 'reviewer')).open[1]?.whyNot).toMatchObject({ code: 'same-person', acted: 'apply' })
  })

  it('show what is filled in already, with its origin', () => {
    const fresh = caseOf('QP-90')
    const [application] = openSteps(fresh.procedure, fresh.state, li, fresh.world())
    const field = (key: string) => application?.parts[0]?.fields.find((one) => one.key === key)
    expect(field('site')).toMatchObject({ value: 'S-01', readOnly: true, origin: { kind: 'subject', key: 'site' } })
    expect(field('round')).toMatchObject({ value: 1, readOnly: true, origin: { kind: 'visits' } })
    expect(field('applicant')).toMatchObject({ value: { person: 'li', name: 'LI' }, readOnly: true })
    expect(field('amount')).toMatchObject({ value: null, readOnly: false, required: true })
    expect(field('items')).toMatchObject({
      readOnly: false,
      value: [
        { indicator: 'A1', weight: '60.00' },
        { indicator: 'A2', weight: '40.00' },
      ],
    })
    expect(field('total')).toMatchObject({ value: null, readOnly: true })
  })

  it('leave away what is required under a condition that is ruled out by what is filled in already', () => {
    const fresh = caseOf('QP-90')
    const asked = (urgent: boolean | null) => {
      const given = {
        urgent: {
          value: urgent ?? false,
          origin: { kind: 'given', case: 'c', number: 'QP-91-2026-00001', document: 'QP-91', step: 'score' },
        },
      } as const
      const state = urgent === null ? fresh.state : { ...fresh.state, given }
      return openSteps(fresh.procedure, state, li, fresh.world())[0]?.parts[0]?.fields.map(({ key }) => key)
    }
    expect(asked(null)).toContain('urgent_why')
    expect(asked(true)).toContain('urgent_why')
    expect(asked(false)).not.toContain('urgent_why')
  })

  it('offer what a field said before when a part is filled again', () => {
    const again = caseOf('QP-90').given(apply, { step: 'return', by: wang, data: { opinion: '退' } })
    const [application] = openSteps(again.procedure, again.state, li, again.world())
    expect(application?.parts[0]?.fields.find((one) => one.key === 'amount')).toMatchObject({ value: null, last: '500.00' })
    expect(application?.parts[0]?.fields.find((one) => one.key === 'round')).toMatchObject({ value: 2 })
  })

  it('hide another’s share of a blind step until it is complete', () => {
    const an = person('an', 'expert')
    const bo = person('bo', 'expert')
    const panel = {
      panel: [
        { person: 'an', name: 'AN' },
        { person: 'bo', name: 'BO' },
      ],
    }
    const scoring = caseOf('QP-91').given({ step: 'appoint', by: zhao, data: panel }, { step: 'score', by: an, data: { points: '80' } })
    const seen = (who: typeof an) =>
      openSteps(scoring.procedure, scoring.state, who, scoring.world())[0]?.waiting.map((one) => [one.parts.length, one.mayWithdraw])
    expect(seen(bo)).toEqual([[0, false]])
    expect(seen(an)).toEqual([[1, true]])
  })
})

describe('what a case owes', () => {
  const story = () => caseOf('QP-90').given(apply, pass)

  it('is complete when every entry holds its parts, signatures and serials', () => {
    const { procedure, events } = story()
    expect(owes(procedure, events)).toMatchObject({
      complete: true,
      closed: false,
      state: 'deciding',
      serials: { last: 2, missing: [], doubled: [] },
      signaturesMissing: [],
      timersOutstanding: [],
    })
    expect(owes(procedure, events.slice(0, 2))).toMatchObject({ complete: true, timersOutstanding: ['expire'] })
  })

  it('names a missing entry, its serial and the broken path', () => {
    const { procedure, events } = story()
    expect(owes(procedure, events.toSpliced(1, 1))).toMatchObject({
      complete: false,
      entriesMissing: [2],
      serials: { missing: [1] },
      pathBroken: [{ sequence: 3, step: 'pass', from: 'review', found: 'draft' }],
    })
  })

  it('names a missing part, an extra part and a missing signature', () => {
    const { procedure, events } = story()
    const spoil = (change: Partial<Extract<CaseEvent, { kind: 'step' }>>) =>
      events.map((event) => (event.kind === 'step' && event.step === 'pass' ? { ...event, ...change } : event))
    expect(owes(procedure, spoil({ parts: [] })).parts).toContainEqual({
      sequence: 3,
      step: 'pass',
      form: 'QR-90-01',
      part: 'review',
      serial: null,
      found: 'missing',
    })
    const [applied] = events.flatMap((event) => (event.kind === 'step' ? event.parts : []))
    const pass = events.find((event) => event.kind === 'step' && event.step === 'pass')
    if (applied === undefined || pass?.kind !== 'step') throw new Error('no story')
    expect(owes(procedure, spoil({ parts: [...pass.parts, applied] }))).toMatchObject({ complete: false, serials: { doubled: [1] } })
    expect(owes(procedure, spoil({ signers: pass.signers.map((signer) => ({ ...signer, signature: null })) })).signaturesMissing).toEqual([
      { sequence: 3, step: 'pass', role: 'reviewer', meaning: 'reviewed' },
    ])
  })

  it('names a contribution that a step used and that is not there', () => {
    const an = person('an', 'expert')
    const bo = person('bo', 'expert')
    const panel = {
      panel: [
        { person: 'an', name: 'AN' },
        { person: 'bo', name: 'BO' },
      ],
    }
    const { procedure, events } = caseOf('QP-91').given(
      { step: 'appoint', by: zhao, data: panel },
      { step: 'score', by: an, data: { points: '80' } },
      { step: 'score', by: bo, data: { points: '80' } },
    )
    expect(owes(procedure, events)).toMatchObject({ complete: true })
    expect(owes(procedure, events.toSpliced(2, 1))).toMatchObject({
      complete: false,
      contributionsMissing: [{ sequence: 4, step: 'score', contribution: 3 }],
    })
  })

  it('names demands nobody answered', () => {
    const { procedure, events } = caseOf('QP-93').given({ demanded: 'remark', gives: {}, due: '2026-03-05' })
    expect(owes(procedure, events).demandsOutstanding).toEqual([{ step: 'remark', from: 'QP-92-2026-00001', due: instant('2026-03-05') }])
  })
})

describe('a refusal is a sentence', () => {
  const names: RejectionNames = {
    step: (code) => caseOf('QP-90').procedure.steps.get(code)?.title ?? { zh: code, en: code },
    state: (code, document) => (document === 'QP-91' ? { zh: `状态${code}`, en: `State ${code}` } : { zh: code, en: code }),
    role: () => ({ zh: '审查人', en: 'Reviewer' }),
    document: () => ({ zh: '整改程序', en: 'Rectification' }),
    subject: (code) => ({ zh: code, en: code }),
    field: (path) => ({ zh: path, en: path }),
    instant: (at) => at,
  }

  it('in both languages, naming steps and roles as people do', () => {
    expect(sayRejection({ code: 'role-missing', step: 'pass', needs: ['reviewer'] }, names)).toEqual({
      zh: '“审查通过”须由审查人办理，您没有这一角色。',
      en: 'Expected Reviewer to take “Pass”, but you do not hold that role.',
    })
  })

  it('that names the states another document is awaited in, and the one it is found in', () => {
    const waits = { code: 'waits-for', step: 'pass', document: 'QP-91', relation: 'mending', states: ['done', 'void'] } as const
    expect(sayRejection({ ...waits, found: [{ number: 'QP-91-2026-00001', state: 'begun' }] }, names)).toEqual({
      zh: '办理“审查通过”前，《整改程序》的相关案卷须到达“状态done”或“状态void”；目前 QP-91-2026-00001 处于“状态begun”。',
      en: 'Expected the cases of “Rectification” to have come to “State done” or “State void” before “Pass”, but QP-91-2026-00001 is “State begun”.',
    })
    expect(sayRejection({ ...waits, found: [] }, names).zh).toBe(
      '办理“审查通过”前，《整改程序》的相关案卷须到达“状态done”或“状态void”；目前没有这样的案卷。',
    )
  })
})
