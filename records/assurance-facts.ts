import type { Signer } from '#engine'
import { type FactsHead, headShape, signer } from './facts-head.ts'
import { count, listOf, literal, object, orNull, type Shape, text } from './shape.ts'

/** How much a run has looked at. `checkpoint`: size of the newest one the log was held against; null where there is none. */
export type Checked = Readonly<{
  cases: number
  entries: number
  payloads: number
  attachments: number
  baselines: number
  registerChanges: number
  leaves: number
  checkpoint: number | null
}>

/** Where something was found: a case and a record by their numbers, never a value. */
export type AssuranceNamed = Readonly<{ area: string; case: string | null; record: string | null }>

/** Everything was made again from the entries and compared, and the entries with their proofs. `named`: the first findings. */
export type AssuranceFacts = FactsHead<'assurance'> &
  Readonly<{
    by: Signer
    run: string
    outcome: 'sound' | 'findings'
    checked: Checked
    findings: number
    named: readonly AssuranceNamed[]
  }>

/** Somebody took note of what a run had found, and says what came of it. */
export type AssuranceAcknowledgedFacts = FactsHead<'assurance-acknowledged'> & Readonly<{ by: Signer; run: string; reason: string }>

const checked = object<Checked>({
  cases: count,
  entries: count,
  payloads: count,
  attachments: count,
  baselines: count,
  registerChanges: count,
  leaves: count,
  checkpoint: orNull(count),
})

export const assuranceFactsShapes: {
  readonly assurance: Shape<AssuranceFacts>
  readonly 'assurance-acknowledged': Shape<AssuranceAcknowledgedFacts>
} = {
  assurance: object<AssuranceFacts>({
    ...headShape('assurance'),
    by: signer,
    run: text,
    outcome: literal('sound', 'findings'),
    checked,
    findings: count,
    named: listOf(object<AssuranceNamed>({ area: text, case: orNull(text), record: orNull(text) })),
  }),
  'assurance-acknowledged': object<AssuranceAcknowledgedFacts>({
    ...headShape('assurance-acknowledged'),
    by: signer,
    run: text,
    reason: text,
  }),
}
