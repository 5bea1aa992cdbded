import type { Pool } from 'pg'
import type { Language } from '#engine'
import { parseCheckpoint, parseNote } from '#records'
import { type Anchor, checkpointName, sizeOfCheckpoint } from '../anchors/anchor.ts'
import { checkpointAt, lastKept, originOf, stampsOf, textOfNote } from '../anchors/anchor-store.ts'
import type { AnchorsSetting } from '../anchors/anchors-file.ts'
import type { CarrierNeeds } from '../anchors/carrier.ts'
import { makeAnchoring } from '../anchors/make-anchoring.ts'
import { checkStamp } from '../anchors/stamps/check-stamp.ts'
import type { WitnessClient } from '../anchors/witness-client.ts'
import { latestCheckpoint } from '../log/checkpoint-store.ts'
import { checkEd25519 } from '../log/ed25519.ts'
import { logSize } from '../log/log-store.ts'

export type AnchorsNeeds = Readonly<{
  pool: Pool
  setting: AnchorsSetting
  log: CarrierNeeds['log']
  language: Language
  out: (line: string) => void
  now: () => Date
}>

/** What a custodian has, held against the log here. */
type Compared = Readonly<
  | { outcome: 'nothing' }
  | { outcome: 'away'; words: string }
  | { outcome: 'agrees'; size: number }
  /** Another text under this size, or a size this log never signed: one of the two is not what it was. */
  | { outcome: 'differs'; size: number }
>

/** How many checkpoints of a place are looked at, the newest first. */
const LOOKED_AT = 100

/**
 * `guiju anchors`: where the log is anchored, how long a tail is not yet, and whether what lies outside is what stands here.
 * Answers the exit code: 0 all agree, 1 a contradiction, 2 nothing is anchored.
 */
export async function runAnchors({ pool, setting, log, language, out, now }: AnchorsNeeds): Promise<number> {
  const zh = language === 'zh'
  const anchoring = makeAnchoring({ setting, pool, logPool: pool, log, pauseMs: 1000, now })
  const [newest, size] = await Promise.all([latestCheckpoint(pool), logSize(pool)])
  const waiting = await unsequenced(pool)
  out(
    zh
      ? `日志 ${size} 个叶，最新检查点 ${newest?.size ?? 0} 个叶（${newest?.recordedAt ?? '—'}），尚未排入日志的条目 ${waiting}`
      : `The log has ${size} leaves; the newest checkpoint covers ${newest?.size ?? 0} (${newest?.recordedAt ?? '—'}); ${waiting} entries are not in the log yet`,
  )
  const lines: Readonly<{ kind: string; name: string; has: number | null; at: string | null; compared: Compared }>[] = []
  for (const witness of anchoring.witnesses) {
    const name = `${witness.key.name}+${witness.key.id}`
    const kept = await lastKept(pool, 'witness', name)
    const compared = await compareWitness(witness, newest === null ? null : originOf(newest.note), pool)
    lines.push({ kind: zh ? '见证人' : 'witness', name, has: kept?.size ?? null, at: kept?.at ?? null, compared })
  }
  for (const place of anchoring.places) {
    const kept = await lastKept(pool, 'place', place.name)
    lines.push({
      kind: zh ? '存放处' : 'place',
      name: `${place.name} ${place.place}`,
      has: kept?.size ?? null,
      at: kept?.at ?? null,
      compared: await comparePlace(place, kept?.size ?? null, pool),
    })
  }
  for (const authority of setting.authorities) {
    const kept = await lastKept(pool, 'authority', authority.name)
    const compared = kept === null ? ({ outcome: 'nothing' } as const) : await compareStamp(kept.size, authority, pool)
    lines.push({
      kind: zh ? '时间戳' : 'time stamp',
      name: `${authority.name} ${authority.url}`,
      has: kept?.size ?? null,
      at: kept?.at ?? null,
      compared,
    })
  }
  for (const { kind, name, has, at, compared } of lines)
    out(`${kind} ${name}  ${has === null ? (zh ? '尚无' : 'nothing yet') : `${has} · ${at}`}  ${comparedWords(compared, language)}`)
  if (lines.length === 0) out(zh ? '没有设置锚定：见 docs/operating.md。' : 'No anchors are set: see docs/operating.md.')
  const furthest = Math.max(0, ...lines.map(({ has }) => has ?? 0))
  const tail = await tailSince(pool, furthest, now())
  out(
    zh
      ? `未锚定的尾部：${size - furthest} 个叶，另有 ${waiting} 个条目；最早一条 ${tail === null ? '无' : `${tail.at}，已 ${tail.seconds} 秒`}`
      : `Tail not anchored: ${size - furthest} leaves and ${waiting} entries; the oldest ${tail === null ? 'none' : `${tail.at}, ${tail.seconds} seconds ago`}`,
  )
  if (lines.some(({ compared }) => compared.outcome === 'differs')) return 1
  return lines.some(({ has }) => has !== null) ? 0 : 2
}

async function compareWitness(witness: WitnessClient, origin: string | null, pool: Pool): Promise<Compared> {
  if (origin === null) return { outcome: 'nothing' }
  const note = await witness.latest(origin).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  if (note instanceof Error) return { outcome: 'away', words: note.message }
  if (note === null) return { outcome: 'nothing' }
  const read = parseNote(Buffer.from(note), [witness.key], checkEd25519)
  const isOurs = read.outcome === 'read' && read.note.signatures.length > 0
  return isOurs ? compareText(read.note.text, pool) : { outcome: 'away', words: `the note at ${witness.key.name} does not check` }
}

/** The text is compared and not the note: a witness keeps the log's signatures, but may have known other keys. */
async function compareText(text: string, pool: Pool): Promise<Compared> {
  const told = parseCheckpoint(text)
  if (told === null) return { outcome: 'away', words: 'not a checkpoint' }
  const here = await checkpointAt(pool, told.size)
  const same = here !== null && new TextDecoder().decode(textOfNote(here.note)) === text
  return { outcome: same ? 'agrees' : 'differs', size: told.size }
}

async function comparePlace(place: Anchor, kept: number | null, pool: Pool): Promise<Compared> {
  try {
    const names = await place.list()
    const sizes = (names ?? []).map(sizeOfCheckpoint).filter((size) => size !== null)
    const looked = names === null ? (kept === null ? [] : [kept]) : [...new Set(sizes)].slice(-LOOKED_AT)
    let compared: Compared = { outcome: 'nothing' }
    for (const size of looked) {
      const bytes = await place.read(checkpointName(size))
      if (bytes === null) return { outcome: 'differs', size }
      compared = await compareText(new TextDecoder().decode(textOfNote(new TextDecoder().decode(bytes))), pool)
      if (compared.outcome !== 'agrees') return compared
    }
    return compared
  } catch (error) {
    return { outcome: 'away', words: error instanceof Error ? error.message : String(error) }
  }
}

async function compareStamp(size: number, { name, roots }: AnchorsSetting['authorities'][number], pool: Pool): Promise<Compared> {
  const here = await checkpointAt(pool, size)
  const token = (await stampsOf(pool, size)).find(({ authority }) => authority === name)?.token
  if (here === null || token === undefined) return { outcome: 'differs', size }
  const { outcome } = await checkStamp(token, textOfNote(here.note), roots)
  return { outcome: outcome === 'stamped' ? 'agrees' : 'differs', size }
}

async function unsequenced(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select ((select coalesce(sum(sequence), 0) from stream) - (select count(*) from log_leaf))::int as count',
  )
  return rows[0]?.count ?? 0
}

/** The first entry behind what is anchored, whether it has a leaf or not. */
async function tailSince(pool: Pool, furthest: number, now: Date): Promise<Readonly<{ at: string; seconds: number }> | null> {
  const { rows } = await pool.query<{ at: string | null }>(
    `select min(at) as at from (
      (select e.recorded_at as at from log_leaf l join entry e using (stream, sequence) where l.index >= $1 order by l.index limit 1)
      union all
      (select e.recorded_at from entry e where not exists (select from log_leaf l where l.stream = e.stream and l.sequence = e.sequence) order by e.recorded_at limit 1)) as behind`,
    [furthest],
  )
  const at = rows[0]?.at ?? null
  return at === null ? null : { at, seconds: Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000)) }
}

function comparedWords(compared: Compared, language: Language): string {
  const zh = language === 'zh'
  switch (compared.outcome) {
    case 'nothing':
      return zh ? '未能比对' : 'nothing to compare'
    case 'away':
      return zh ? `未能比对：${compared.words}` : `not compared: ${compared.words}`
    case 'agrees':
      return zh ? `与外部一致（至 ${compared.size}）` : `agrees with what is outside (up to ${compared.size})`
    case 'differs':
      return zh
        ? `警报：外部在 ${compared.size} 个叶处的检查点与本库不同`
        : `ALARM: the checkpoint of ${compared.size} leaves outside is not the one here`
    default:
      return compared satisfies never
  }
}
