import {
  base64Of,
  type Dice,
  type DrawFile,
  diceCommitment,
  digestOf,
  drawSample,
  drawSeed,
  entryHash,
  formatCheckpoint,
  formatNote,
  formatProof,
  hashText,
  hashTextOf,
  inclusionProof,
  leafBytes,
  type Member,
  noPredecessor,
  populationBytes,
  readPopulation,
  sealOrganisationFacts,
} from '#records'
import { testKey } from '../log/keys.ts'
import { madeLog } from '../log/made-log.ts'

const organisation = '01990000-0000-7000-8000-000000000001'
const draw = '01990000-0000-7000-8000-0000000000d1'
const by = {
  kind: 'person',
  person: '01990000-0000-7000-8000-00000000a002',
  name: '审核员',
  role: 'auditor',
  standsFor: null,
  signature: null,
  at: '2026-03-02T01:30:00.000Z',
} as const

export type MadeDraw = Readonly<{ members: readonly Member[]; size: number; dice?: Dice; perCentre?: boolean; leaves?: number }>

export const logKey = testKey(`guiju/${organisation}`, 9)

/** A draw as a house makes it: announced, covered by a checkpoint, drawn; and its file. */
export async function madeDraw({ members, size, dice, perCentre = false, leaves = 20 }: MadeDraw): Promise<DrawFile> {
  const bytes = populationBytes(members)
  const population = hashTextOf(bytes)
  const entry = (said: Parameters<typeof sealOrganisationFacts>[0], sequence: number, previous: Uint8Array) => {
    const { facts } = sealOrganisationFacts(said, { organisation, sequence, at: by.at, session: null })
    const stamp = `guiju-stamp/1 ${sequence} 2026-03-02T01:30:01.000Z real\n`
    const hash = hashText(entryHash(previous, facts, stamp))
    return { facts: new TextDecoder().decode(facts), stamp, previous: hashText(previous), hash }
  }
  const announced = entry(
    {
      kind: 'draw-announced',
      ...{ by, draw, reason: '年度审核', of: 'records', method: 'guiju-draw/1', size, perCentre, population },
      scope: { document: null, year: 2026, centre: null, form: null },
      members: readPopulation(bytes)?.length ?? 0,
      dice: dice === undefined ? null : diceCommitment(dice),
    },
    1,
    noPredecessor,
  )
  const hash = digestOf(announced.hash) ?? new Uint8Array()
  const index = 7
  const log = madeLog(
    Array.from({ length: leaves }, (_, at) =>
      at === index ? leafBytes({ stream: organisation, sequence: 1, hash }) : new TextEncoder().encode(`leaf ${at}`),
    ),
  )
  const text = formatCheckpoint({ origin: logKey.key.name, size: log.size, root: log.root, extensions: [] })
  const seed = drawSeed({ draw, population, checkpoint: { size: log.size, root: log.root }, dice: dice ?? null })
  const drawn = entry(
    {
      kind: 'drawn',
      ...{ by, draw, announced: 1, checkpoint: { size: log.size, root: base64Of(log.root) }, dice: dice ?? null },
      seed: hashText(seed),
      sample: drawSample({ members: readPopulation(bytes) ?? [], size, seed }),
    },
    2,
    hash,
  )
  return {
    format: 'guiju-draw-file/1',
    announced,
    drawn,
    population: new TextDecoder().decode(bytes),
    leaf: { index, proof: formatProof(await inclusionProof(index, log.size, log.readHashes)) },
    checkpoint: new TextDecoder().decode(formatNote(text, [logKey.sign(text)])),
  }
}
