import type { Signer } from '#engine'
import { type FactsHead, headShape, instant, signer } from './facts-head.ts'
import { literal, object, orNull, type Shape, text } from './shape.ts'

/**
 * A key signs the checkpoints of the log from now on, or will do so no more. `origin`: name of the log; `key`: the
 * verifier key as C2SP signed-note writes it; `until`: real time of its end, where that is known.
 */
export type LogKeyNamedFacts = FactsHead<'log-key-named'> &
  Readonly<{ by: Signer; origin: string; key: string; act: 'begins' | 'ends'; until: string | null }>

export const logFactsShapes: { readonly 'log-key-named': Shape<LogKeyNamedFacts> } = {
  'log-key-named': object<LogKeyNamedFacts>({
    ...headShape('log-key-named'),
    by: signer,
    origin: text,
    key: text,
    act: literal('begins', 'ends'),
    until: orNull(instant),
  }),
}
