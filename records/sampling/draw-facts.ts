import type { Signer } from '#engine'
import type { HashText } from '../entry.ts'
import { type FactsHead, hash, headShape, signer } from '../facts-head.ts'
import { count, listOf, literal, object, orNull, type Shape, text, truth } from '../shape.ts'

/** How a sample is drawn. The method is a number of this document's and never changes under it. */
export const DRAW_METHOD = 'guiju-draw/1'

/** From what is drawn: what meets every member that is not null. */
export type DrawScope = Readonly<{ document: string | null; year: number | null; centre: string | null; form: string | null }>

/** A sample is to be drawn: from which list, how many, how. Written before anybody can know what will be drawn. */
export type DrawAnnouncedFacts = FactsHead<'draw-announced'> &
  Readonly<{
    by: Signer
    draw: string
    reason: string
    of: 'cases' | 'records'
    scope: DrawScope
    method: typeof DRAW_METHOD
    /** How many, from each testing centre where `perCentre`. */
    size: number
    perCentre: boolean
    /** Hash of the list, and how many stand in it. */
    population: HashText
    members: number
    /** Commitment to dice the auditor has thrown and not told; null: without dice. */
    dice: HashText | null
  }>

export type DrawnFacts = FactsHead<'drawn'> &
  Readonly<{
    by: Signer
    draw: string
    /** Sequence of the entry that announced it, in this stream. */
    announced: number
    /** The first checkpoint that covers that entry. `root` in Base 64. */
    checkpoint: Readonly<{ size: number; root: string }>
    dice: Dice | null
    seed: HashText
    /** In the order they were drawn. */
    sample: readonly string[]
  }>

/** What was thrown, and the random text that kept it from being guessed before it was told. */
export type Dice = Readonly<{ digits: string; nonce: string }>

const scope = object<DrawScope>({ document: orNull(text), year: orNull(count), centre: orNull(text), form: orNull(text) })

export const drawAnnouncedShape: Shape<DrawAnnouncedFacts> = object<DrawAnnouncedFacts>({
  ...headShape('draw-announced'),
  by: signer,
  draw: text,
  reason: text,
  of: literal('cases', 'records'),
  scope,
  method: literal(DRAW_METHOD),
  size: count,
  perCentre: truth,
  population: hash,
  members: count,
  dice: orNull(hash),
})

export const drawnShape: Shape<DrawnFacts> = object<DrawnFacts>({
  ...headShape('drawn'),
  by: signer,
  draw: text,
  announced: count,
  checkpoint: object<DrawnFacts['checkpoint']>({ size: count, root: text }),
  dice: orNull(object<Dice>({ digits: text, nonce: text })),
  seed: hash,
  sample: listOf(text),
})
