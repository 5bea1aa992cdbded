import type { Pool } from 'pg'
import type { Signer } from '#engine'
import {
  areDice,
  base64Of,
  type Dice,
  type DrawAnnouncedFacts,
  type DrawFile,
  type DrawnFacts,
  type DrawScope,
  diceCommitment,
  drawSample,
  drawSeed,
  type HashText,
  hashText,
  hashTextOf,
  inNfc,
  populationBytes,
  readPopulation,
} from '#records'
import { isUuid } from '../database/case-reader.ts'
import type { Ledger } from '../database/ledger.ts'
import { makeIdentifier } from '../identifier.ts'
import { checkpointHolding, type StoredCheckpoint } from '../log/checkpoint-store.ts'
import { writeOrganisationAct } from '../people/organisation-log.ts'
import { MOST_MEMBERS, populationOf } from './population-of.ts'
import { type DrawRow, factsOf, fileOf, readDraws } from './stored-draws.ts'

/** Facts of an entry are at most a megabyte; a sample larger than this is no sample. */
export const MOST_DRAWN = 5000

export type DrawAsk = Readonly<{
  of: 'cases' | 'records'
  scope: DrawScope
  size: number
  perCentre: boolean
  reason: string
  dice: HashText | null
}>
export type DrawBy = Readonly<{ session: string | null; signs: (at: string) => Signer }>

/** Why a sample is not announced, or not drawn. */
export type DrawRefusal = Readonly<
  | { code: 'population-empty' }
  | { code: 'population-too-large'; most: number }
  | { code: 'size-too-large'; members: number; most: number }
  | { code: 'no-such-draw' }
  /** No checkpoint covers the announcement yet. */
  | { code: 'checkpoint-awaited' }
  | { code: 'dice-needed' }
  | { code: 'dice-not-promised' }
  | { code: 'dice-differ' }
>

/** A draw as it stands. `checkpoint`: the one the seed is made of, once there is one. */
export type DrawState = Readonly<{
  announced: DrawAnnouncedFacts
  announcedAt: string
  checkpoint: Readonly<{ size: number; root: string }> | null
  drawn: DrawnFacts | null
}>
export type DrawOutcome = Readonly<{ outcome: 'done'; draw: DrawState } | { outcome: 'refused'; refusal: DrawRefusal }>

export type Draws = Readonly<{
  /** Freezes the list and writes that it is frozen. Nothing can be drawn of it before the log has covered that. */
  announce(ask: DrawAsk, by: DrawBy): Promise<DrawOutcome>
  /** Draws. A second time it answers what was drawn the first. */
  draw(id: string, dice: Dice | null, by: DrawBy): Promise<DrawOutcome>
  find(id: string): Promise<DrawState | null>
  /** Latest first. */
  list(): Promise<readonly DrawState[]>
  /** Everything needed to draw again without us; null before it was drawn. */
  file(id: string): Promise<DrawFile | null>
}>

export type DrawNeeds = Readonly<{ pool: Pool; ledger: Ledger; organisation: () => Promise<string> }>

const MOST_LISTED = 50

export function makeDraws(needs: DrawNeeds): Draws {
  const { pool, ledger, organisation } = needs
  const find = async (id: string): Promise<DrawState | null> => {
    if (!isUuid(id)) return null
    const [found] = await readDraws(pool, 'where d.id = $1', [id])
    return found === undefined ? null : stateOf(found, pool)
  }
  const found = async (id: string): Promise<DrawOutcome> => {
    const draw = await find(id)
    return draw === null ? refused({ code: 'no-such-draw' }) : { outcome: 'done', draw }
  }
  return {
    find,
    async announce(ask, by) {
      const members = await populationOf(pool, ask)
      const refusal = refusalOf(ask, members)
      if (refusal !== null) return refused(refusal)
      const population = populationBytes(members)
      const [stream, id] = [await organisation(), makeIdentifier()]
      await writeOrganisationAct(
        {
          organisation: stream,
          session: by.session,
          says: (at) => [
            {
              kind: 'draw-announced',
              by: by.signs(at),
              draw: id,
              reason: inNfc(ask.reason.trim()),
              ...{ of: ask.of, scope: ask.scope, method: 'guiju-draw/1', size: ask.size, perCentre: ask.perCentre, dice: ask.dice },
              population: hashTextOf(population),
              members: members.length,
            },
          ],
          // The entry stands before it in the same transaction: the stream's head is its place.
          beside: [
            {
              text: 'insert into draw (id, announced, population) select $1, sequence, $2 from stream where id = $3',
              values: [id, Buffer.from(population), stream],
            },
          ],
        },
        { pool, ledger },
      )
      return found(id)
    },
    async draw(id, dice, by) {
      const [row] = isUuid(id) ? await readDraws(pool, 'where d.id = $1', [id]) : []
      if (row === undefined) return refused({ code: 'no-such-draw' })
      const state = await stateOf(row, pool)
      if (state.drawn !== null) return { outcome: 'done', draw: state }
      const checkpoint = await checkpointOver(row, pool)
      const refusal = diceRefusal(state.announced.dice, dice) ?? (checkpoint === null ? { code: 'checkpoint-awaited' as const } : null)
      if (refusal !== null || checkpoint === null) return refused(refusal ?? { code: 'checkpoint-awaited' })
      try {
        await writeDrawn(row, state.announced, checkpoint, dice, by, needs)
      } catch (error) {
        // Somebody else has drawn in this moment; it is the same sample.
        const now = await find(id)
        if (now === null || now.drawn === null) throw error
        return { outcome: 'done', draw: now }
      }
      return found(id)
    },
    async list() {
      const rows = await readDraws(pool, 'order by d.announced desc limit $1', [MOST_LISTED])
      return Promise.all(rows.map((row) => stateOf(row, pool)))
    },
    async file(id) {
      const [row] = isUuid(id) ? await readDraws(pool, 'where d.id = $1', [id]) : []
      return row === undefined || row.drawn === null ? null : fileOf(row, row.drawn, pool)
    },
  }
}

function refused(refusal: DrawRefusal): DrawOutcome {
  return { outcome: 'refused', refusal }
}

function refusalOf({ size, perCentre }: DrawAsk, members: readonly Readonly<{ stratum: string }>[]): DrawRefusal | null {
  if (members.length === 0) return { code: 'population-empty' }
  if (members.length > MOST_MEMBERS) return { code: 'population-too-large', most: MOST_MEMBERS }
  const drawn = perCentre ? size * new Set(members.map(({ stratum }) => stratum)).size : size
  const tooMany = perCentre ? drawn > MOST_DRAWN : size > members.length || size > MOST_DRAWN
  return tooMany ? { code: 'size-too-large', members: members.length, most: MOST_DRAWN } : null
}

function diceRefusal(promised: HashText | null, told: Dice | null): DrawRefusal | null {
  if (promised === null) return told === null ? null : { code: 'dice-not-promised' }
  if (told === null) return { code: 'dice-needed' }
  return areDice(told) && diceCommitment(told) === promised ? null : { code: 'dice-differ' }
}

function checkpointOver({ leaf }: DrawRow, pool: Pool): Promise<StoredCheckpoint | null> {
  return leaf === null ? Promise.resolve(null) : checkpointHolding(pool, leaf)
}

async function stateOf(row: DrawRow, pool: Pool): Promise<DrawState> {
  const drawn = row.drawn === null ? null : factsOf(row.drawn, 'drawn')
  const covering = drawn === null ? await checkpointOver(row, pool) : null
  const checkpoint = drawn?.checkpoint ?? (covering === null ? null : { size: covering.size, root: base64Of(covering.root) })
  return { announced: factsOf(row.announced, 'draw-announced'), announcedAt: row.announced.recorded_at, checkpoint, drawn }
}

async function writeDrawn(
  row: DrawRow,
  announced: DrawAnnouncedFacts,
  { size, root }: StoredCheckpoint,
  dice: Dice | null,
  by: DrawBy,
  { pool, ledger }: DrawNeeds,
): Promise<void> {
  const members = readPopulation(new Uint8Array(await row.population()))
  if (members === null) throw new Error(`Expected the list of draw ${announced.draw} as it was hashed, but it is not`)
  const seed = drawSeed({ draw: announced.draw, population: announced.population, checkpoint: { size, root }, dice })
  await writeOrganisationAct(
    {
      organisation: row.stream,
      session: by.session,
      says: (at) => [
        {
          kind: 'drawn',
          by: by.signs(at),
          ...{ draw: announced.draw, announced: announced.sequence, checkpoint: { size, root: base64Of(root) }, dice },
          seed: hashText(seed),
          sample: drawSample({ members, size: announced.size, seed }),
        },
      ],
      beside: [
        { text: 'insert into drawn (draw, drawn) select $1, sequence from stream where id = $2', values: [announced.draw, row.stream] },
      ],
    },
    { pool, ledger },
  )
}
