import type { CaseState } from '#engine'
import type { BaselineReader, OwedRecord } from '#records'

/** A baseline of one JSON file that says what each step owes: enough to test packages without the document language. */
export const handMadeProcedure = {
  submit: { records: [{ form: 'QR-98-01', part: 'report' }], to: 'submitted' },
  approve: { records: [{ form: 'QR-98-01', part: 'approval' }], to: 'done' },
}

export const readHandMade: BaselineReader = (files) => {
  const steps = new Map(
    Object.entries(JSON.parse(new TextDecoder().decode(files.get('procedures/steps.json'))) as typeof handMadeProcedure),
  )
  return (document, events) => {
    const owed: OwedRecord[] = []
    let state = ''
    for (const event of events) {
      if (event.kind === 'opened') state = event.initial
      if (event.kind !== 'step') continue
      const step = steps.get(event.step)
      if (step === undefined || event.from !== state)
        return { outcome: 'not-replayable', reason: `step-not-open ${document} ${event.step}` }
      owed.push(...step.records.map((record) => ({ step: event.step, sequence: event.sequence, ...record })))
      state = step.to
    }
    return {
      outcome: 'replayed',
      replayed: {
        state: { state, waiting: [] } as unknown as CaseState,
        owed,
        signaturesMissing: [],
        outstanding: { exits: [], demands: [] },
      },
    }
  }
}
