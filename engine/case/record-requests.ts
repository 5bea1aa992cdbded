import type { CompiledStep } from '../compile/compiled-procedure.ts'
import type { FilledPart } from '../form/fill-part.ts'
import type { LimitChange } from './case-event.ts'
import type { CaseState, SharedPart } from './case-state.ts'
import type { RecordRequest } from './decision.ts'
import type { Question } from './facts.ts'
import type { Values } from './values.ts'

type Records = readonly [RecordRequest, ...RecordRequest[]]

/** The parts of a step as records to be sealed: serials go on from the last part sealed in the case, without gap. */
export function recordsOf(
  state: CaseState,
  parts: readonly Pick<FilledPart, 'form' | 'part' | 'values' | 'origins' | 'counters'>[],
): Records {
  const [first, ...rest] = parts.map(
    ({ form, part, values, origins, counters }, index): RecordRequest => ({
      form,
      part,
      serial: state.sealed.length + 1 + index,
      values,
      origins,
      counters,
    }),
  )
  if (first === undefined) throw new Error('Expected a step to fill at least one part, but it fills none')
  return [first, ...rest]
}

/** What the first person signed, to be sealed as the record both sign; now the counters are taken. */
export function sealShared({ procedure, state }: Question, parts: readonly SharedPart[]): Records {
  const filled = parts.map(({ form, part, values, origins }) => {
    const fields = [...(procedure.forms.get(form)?.parts.get(part)?.fields.values() ?? [])]
    const counters = fields.flatMap(({ key, field: { from } }) =>
      typeof from === 'object' && 'counter' in from ? [[key, from.counter] as const] : [],
    )
    return { form, part, values, origins, counters: Object.fromEntries(counters) }
  })
  return recordsOf(state, filled)
}

/**
 * What the step does to the limits of the state it enters; null where nothing. `values` are those of the step, `earlier`
 * the case's: a due date may have been filled in by a step before, as the date of a plan that is now approved.
 */
export function limitChangeOf(step: CompiledStep, values: Values, earlier: Values): LimitChange | null {
  const { extends: longer, sets_due: key } = step.declared
  const by = longer === undefined ? undefined : values[longer.by]
  const due = key === undefined ? undefined : (values[key] ?? earlier[key])
  const extendedBy = typeof by === 'number' && by > 0 ? { unit: longer?.unit ?? 'working_days', by } : undefined
  if (extendedBy === undefined && typeof due !== 'string') return null
  return { ...(extendedBy !== undefined && { extendedBy }), ...(typeof due === 'string' && { due }) }
}
