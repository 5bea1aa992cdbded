import { readFile } from 'node:fs/promises'
import type { Language } from '#engine'
import { areDice, checkDraw, type DrawTest, diceCommitment, parseVerifierKey, readDrawFile } from '#records'
import { checkEd25519 } from '../log/ed25519.ts'

export type SampleOptions = Readonly<{
  /** The file of the draw. */
  file: string
  /** A checkpoint somebody else has, a witness say; null: none is compared. */
  checkpoint: string | null
  /** Public keys of the log, from elsewhere than the file. */
  keys: readonly string[]
  language: Language
  out: (line: string) => void
  json: boolean
}>

/**
 * `guiju sample --check FILE`: draws again what a file says was drawn, without server, database and network. Answers the
 * exit code: 0 equal, 1 different, 3 cannot be read.
 */
export async function runSampleCheck({ file, checkpoint, keys, language, out, json }: SampleOptions): Promise<number> {
  const zh = language === 'zh'
  const [text, other] = await Promise.all([readFile(file, 'utf8'), checkpoint === null ? null : readFile(checkpoint)]).catch(
    (error: unknown) => [error instanceof Error ? error : new Error(String(error)), null] as const,
  )
  if (text instanceof Error) return unreadable(text.message)
  const read = readDrawFile(text)
  if (read === null) return unreadable(zh ? '不是抽样文件' : 'it is no file of a sample')
  const known = keys.map(parseVerifierKey)
  if (known.includes(null)) return unreadable(zh ? '公钥无法读取' : 'a public key cannot be read')
  const given = { keys: known.filter((key) => key !== null), checkpoint: other === null ? null : new Uint8Array(other), checkEd25519 }
  const checked = checkDraw(read, given)
  if (json) {
    out(JSON.stringify({ equal: checked.equal, tests: checked.tests, sample: checked.sample, said: checked.said?.drawn.sample ?? null }))
    return checked.equal ? 0 : 1
  }
  out(checked.equal ? (zh ? '相同：重新抽取，结果一致。' : 'Equal: drawn again, it is the same sample.') : zh ? '不同：' : 'Different:')
  if (checked.said !== null) for (const line of saidLines(checked.said, language)) out(line)
  for (const { test, outcome } of checked.tests) out(`  ${marks[outcome]} ${testWords[test][outcome][language]}`)
  const drawnAgain = checked.sample ?? []
  drawnAgain.forEach((name, at) => {
    const said = checked.said?.drawn.sample[at]
    out(
      `  ${String(at + 1).padStart(4)}  ${name}${said === name ? '' : zh ? `   （文件写的是 ${said ?? '无'}）` : `   (the file says ${said ?? 'nothing'})`}`,
    )
  })
  return checked.equal ? 0 : 1

  function unreadable(why: string): number {
    out(zh ? `无法读取 ${file}：${why}` : `Expected to read ${file}, but could not: ${why}`)
    return 3
  }
}

/** `guiju sample --commit DIGITS --nonce HEX`: what may be told of dice before the checkpoint, made on the auditor's own machine. */
export function runSampleCommit(digits: string, nonce: string, { language, out }: Pick<SampleOptions, 'language' | 'out'>): number {
  if (!areDice({ digits, nonce })) {
    out(
      language === 'zh'
        ? '骰子至少 10 个数字，随机串为 32 个小写十六进制字符。'
        : 'Expected at least 10 digits, and 32 lower-case hex digits at random.',
    )
    return 2
  }
  out(diceCommitment({ digits, nonce }))
  return 0
}

type Said = NonNullable<ReturnType<typeof checkDraw>['said']>

function saidLines({ announced, drawn }: Said, language: Language): readonly string[] {
  const { draw, members, size, perCentre, reason, by } = announced
  return language === 'zh'
    ? [
        `抽样 ${draw}，${by.name}，${announced.at}，事由：${reason}`,
        `从 ${members} 项中${perCentre ? '每个鉴定所' : ''}抽 ${size} 项；种子出自 ${drawn.checkpoint.size} 个叶的检查点${drawn.dice === null ? '' : '和骰子'}`,
      ]
    : [
        `Draw ${draw}, ${by.name}, ${announced.at}, reason: ${reason}`,
        `${size} ${perCentre ? 'from each centre ' : ''}of ${members}; the seed comes from the checkpoint of ${drawn.checkpoint.size} leaves${drawn.dice === null ? '' : ' and from dice'}`,
      ]
}

const marks = { holds: '✓', fails: '✗', untested: '-' } as const
type Words = Readonly<Record<Language, string>>
const always = (zh: string, en: string): Words => ({ zh, en })

const testWords: Readonly<Record<DrawTest, Readonly<Record<keyof typeof marks, Words>>>> = {
  entries: {
    holds: always('宣布与抽取两个条目的散列正确，说的是同一次抽样', 'both entries hash to what is said and speak of one draw'),
    fails: always('条目被改过，或不是同一次抽样', 'an entry was changed, or the two are not of one draw'),
    untested: always('未核对条目', 'entries not tested'),
  },
  population: {
    holds: always('名单就是宣布时冻结的名单', 'the list is the one that was frozen when it was announced'),
    fails: always('名单与宣布时冻结的散列不符', 'the list is not the one that was frozen when it was announced'),
    untested: always('未核对名单', 'list not tested'),
  },
  'announced-before': {
    holds: always('宣布先于检查点：它在检查点的树中', 'announced before the checkpoint: it stands in its tree'),
    fails: always('不能证明宣布先于检查点', 'nothing proves that it was announced before the checkpoint'),
    untested: always('未核对先后', 'order not tested'),
  },
  signed: {
    holds: always('检查点由给定的日志公钥签署', 'the checkpoint is signed by a key given for the log'),
    fails: always('检查点没有给定日志公钥的有效签名', 'no key given for the log signed the checkpoint'),
    untested: always(
      '未核对签名：请用 --key 给出从别处得到的公钥',
      'signature not tested: give the key you have from elsewhere with --key',
    ),
  },
  'same-checkpoint': {
    holds: always('与别处保存的检查点一致', 'the checkpoint kept elsewhere is the same'),
    fails: always('与所说或别处保存的检查点不一致', 'not the checkpoint that was said, or that is kept elsewhere'),
    untested: always(
      '未与别处的检查点比对：请用 --checkpoint 给出只写目录或见证人保存的同一大小的检查点',
      'not compared: give the one of the same size that a write-once place or a witness keeps with --checkpoint',
    ),
  },
  dice: {
    holds: always('骰子与事先的承诺一致（或没有骰子）', 'the dice are those promised before, or there are none'),
    fails: always('骰子与事先的承诺不符', 'the dice are not those promised before'),
    untested: always('未核对骰子', 'dice not tested'),
  },
  seed: {
    holds: always('种子重算一致', 'the seed made again is the same'),
    fails: always('种子重算不一致', 'the seed made again is another'),
    untested: always('未核对种子', 'seed not tested'),
  },
  sample: {
    holds: always('样本重抽一致', 'the sample drawn again is the same'),
    fails: always('样本重抽不一致', 'the sample drawn again is another'),
    untested: always('未核对样本', 'sample not tested'),
  },
}
