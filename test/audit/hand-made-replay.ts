import type { CaseState, Completeness, OwedPart } from '#engine'
import type { BaselineReader } from '#records'

/** A baseline of one JSON file that says what each step owes: enough to test packages without the document language. */
export const handMadeProcedure = {
  submit: { records: [{ form: 'QR-98-01', part: 'report' }], to: 'submitted' },
  approve: { records: [{ form: 'QR-98-01', part: 'approval' }], to: 'done' },
}

const nothing = {
  serials: { last: 0, missing: [], doubled: [] },
  entriesMissing: [],
  pathBroken: [],
  contributionsMissing: [],
  signaturesMissing: [],
  demandsOutstanding: [],
  waitsOutstanding: [],
  timersOutstanding: [],
} as const

export const readHandMade: BaselineReader = (files) => {
  const steps = new Map(
    Object.entries(JSON.parse(new TextDecoder().decode(files.get('procedures/steps.json'))) as typeof handMadeProcedure),
  )
  return (document, events) => {
    const parts: OwedPart[] = []
    let state = ''
    for (const event of events) {
      if (event.kind === 'opened') state = event.initial
      if (event.kind !== 'step') continue
      const step = steps.get(event.step)
      if (step === undefined || event.from !== state)
        return { outcome: 'not-replayable', reason: `step-not-open ${document} ${event.step}` }
      for (const { form, part } of step.records) {
        const serial = event.parts.find((sealed) => sealed.form === form && sealed.part === part)?.serial ?? null
        parts.push({ step: event.step, sequence: event.sequence, form, part, serial, found: serial === null ? 'missing' : 'present' })
      }
      state = step.to
    }
    const owes: Completeness = { document, state, closed: state === 'done', complete: true, parts, ...nothing }
    return { outcome: 'replayed', replayed: { state: { state, waiting: [] } as unknown as CaseState, owes } }
  }
}
