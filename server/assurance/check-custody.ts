import type { Pool } from 'pg'
import type { Words } from '#engine'
import { parseCheckpoint, parseNote, parseVerifierKey, sameBytes } from '#records'
import { checkLog } from '../log/check-log.ts'
import { checkEd25519 } from '../log/ed25519.ts'
import { rootAt } from '../log/log-store.ts'
import { namedKeys } from '../log/named-keys.ts'
import { type AssuranceFinding, finding, ofLog } from './finding.ts'

/** The largest state of the log that somebody outside the database remembers: the signer, a witness, a write-once folder. */
export type HeldState = Readonly<{ size: number; root: Uint8Array }>
export type Custodian = Readonly<{ name: Words; held: () => Promise<HeldState | null> }>

/** What a custodian answered. */
export type Remembered = Readonly<{ name: Words; state: HeldState | null | 'away' }>

/** Asks them all. To be done before the database is read: what they remember then is in what is read. */
export function askCustodians(custodians: readonly Custodian[]): Promise<readonly Remembered[]> {
  return Promise.all(custodians.map(async ({ name, held }) => ({ name, state: await held().catch(() => 'away' as const) })))
}

/**
 * The Merkle log against the entries and its own tiles; every checkpoint against the log and its signature; and what is
 * remembered outside the database against both. Only the last finds a database that was replaced as a whole.
 */
export async function checkCustody(
  pool: Pick<Pool, 'query'>,
  remembered: readonly Remembered[],
): Promise<Readonly<{ leaves: number; checkpoint: number | null; findings: readonly AssuranceFinding[] }>> {
  const { size, findings } = await checkLog(pool)
  const checkpoints = await checkNotes(pool)
  const outside: AssuranceFinding[] = []
  for (const one of remembered) outside.push(...(await checkHeld(pool, size, one)))
  return {
    leaves: size,
    checkpoint: checkpoints.newest,
    findings: [...findings.map(ofLog), ...(await gapsIn(pool)), ...checkpoints.findings, ...outside],
  }
}

/** An entry without a leaf, behind which a later one of its stream has one: the log was begun anew, or leaves were taken out. */
async function gapsIn(pool: Pick<Pool, 'query'>): Promise<readonly AssuranceFinding[]> {
  const { rows } = await pool.query<{ stream: string; reached: number; leaves: number }>(
    'select stream, max(sequence) as reached, count(*)::int as leaves from log_leaf group by stream having max(sequence) <> count(*) limit 100',
  )
  return rows.map(({ stream }) =>
    finding(
      'log',
      {
        zh: '这个流有条目在日志中缺位，而更晚的条目却在。',
        en: 'An entry of this stream is missing from the log, while a later one is in it.',
      },
      { case: stream },
    ),
  )
}

async function checkNotes(pool: Pick<Pool, 'query'>): Promise<Readonly<{ newest: number | null; findings: readonly AssuranceFinding[] }>> {
  const keys = (await namedKeys(pool)).flatMap(({ key }) => {
    const read = parseVerifierKey(key)
    return read === null ? [] : [read]
  })
  const { rows } = await pool.query<{ size: string; root: Buffer; note: string }>(
    'select size, root, note from log_checkpoint order by size',
  )
  const findings = rows.flatMap(({ size, root, note }): readonly AssuranceFinding[] => {
    const read = parseNote(new TextEncoder().encode(note), keys, checkEd25519)
    const said = read.outcome === 'read' ? parseCheckpoint(read.note.text) : null
    if (read.outcome === 'read' && read.note.signatures.length > 0 && said !== null) {
      if (said.size === Number(size) && sameBytes(said.root, root)) return []
      return [notSigned(size, '签署的内容与登记的大小或根不符', 'what was signed is not the size and root filed with it')]
    }
    return [notSigned(size, '没有本机构公布过的密钥的有效签名', 'it bears no good signature of a key this organisation has named')]
  })
  return { newest: rows.length === 0 ? null : Number(rows.at(-1)?.size), findings }
}

const notSigned = (size: string, zh: string, en: string) =>
  finding('checkpoint', {
    zh: `大小为 ${size} 的检查点不可信：${zh}。`,
    en: `The checkpoint of size ${size} is not to be believed: ${en}.`,
  })

async function checkHeld(pool: Pick<Pool, 'query'>, size: number, { name, state }: Remembered): Promise<readonly AssuranceFinding[]> {
  if (state === 'away')
    return [
      finding('checkpoint', {
        zh: `${name.zh}没有应答，未能与它所记的日志状态核对。`,
        en: `${name.en} does not answer: the log was not held against what it remembers.`,
      }),
    ]
  if (state === null || state.size === 0) return []
  if (state.size > size)
    return [
      finding('checkpoint', {
        zh: `${name.zh}记得日志有 ${state.size} 项，数据库里只有 ${size} 项：末尾被删去，或放回了旧的备份。`,
        en: `${name.en} remembers a log of ${state.size} leaves, but the database has ${size}: its end was removed, or an old backup put back.`,
      }),
    ]
  const root = await rootAt(pool, state.size).catch(() => new Uint8Array())
  return sameBytes(root, state.root)
    ? []
    : [
        finding('checkpoint', {
          zh: `${name.zh}记得的日志（${state.size} 项）与数据库里的不是同一个：历史被改写，或向不同的人出示了不同的日志。`,
          en: `The log ${name.en} remembers (${state.size} leaves) is not the one in the database: history was rewritten, or two logs are shown.`,
        }),
      ]
}
