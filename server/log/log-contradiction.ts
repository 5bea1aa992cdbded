import type { Words } from '#engine'

/** What cannot be where nobody has tampered with the log or the entries. `index`: of the leaf, or of the tile on its level. */
export type LogFinding = Readonly<
  | { code: 'leaf-without-entry'; index: number }
  | { code: 'leaf-of-other-entry'; index: number }
  | { code: 'leaf-missing'; index: number }
  | { code: 'entry-without-predecessor'; stream: string; sequence: number }
  | { code: 'tile-missing'; level: number; index: number }
  | { code: 'tile-misfit'; level: number; index: number }
  | { code: 'tile-too-many'; level: number; index: number }
  | { code: 'checkpoint-misfit'; size: number }
  | { code: 'checkpoint-ahead'; size: number }
  | { code: 'signer-refused'; because: string; signed: number }
>

/**
 * Thrown where the log contradicts itself or the entries. Nothing is added to it any more until people have looked: a log
 * that goes on over a contradiction would sign it. Reading goes on.
 */
export class LogContradiction extends Error {
  override readonly name = 'LogContradiction'
  readonly finding: LogFinding
  constructor(finding: LogFinding) {
    super(`Expected the log to agree with itself and the entries, but: ${JSON.stringify(finding)}`)
    this.finding = finding
  }
}

/** The finding as people read it. */
export function sayLogFinding(finding: LogFinding): Words {
  switch (finding.code) {
    case 'leaf-without-entry':
      return {
        zh: `存证日志第 ${finding.index} 项所指的条目不见了。`,
        en: `The entry that leaf ${finding.index} of the log stands for is gone.`,
      }
    case 'leaf-of-other-entry':
      return {
        zh: `存证日志第 ${finding.index} 项与条目现在的内容不符，条目被改过。`,
        en: `Leaf ${finding.index} of the log does not fit its entry as it is now: the entry was changed.`,
      }
    case 'leaf-missing':
      return { zh: `存证日志缺第 ${finding.index} 项。`, en: `Leaf ${finding.index} of the log is missing.` }
    case 'entry-without-predecessor':
      return {
        zh: `流 ${finding.stream} 的第 ${finding.sequence} 条条目之前缺了条目。`,
        en: `Entry ${finding.sequence} of stream ${finding.stream} has lost its predecessor.`,
      }
    case 'tile-missing':
    case 'tile-misfit':
    case 'tile-too-many':
      return {
        zh: `存证日志第 ${finding.level} 层第 ${finding.index} 块与其下的内容不符。`,
        en: `Tile ${finding.index} on level ${finding.level} of the log does not fit what stands below it.`,
      }
    case 'checkpoint-misfit':
      return {
        zh: `日志的内容与大小为 ${finding.size} 的检查点不符：签名之后被改过。`,
        en: `The log does not fit the checkpoint of size ${finding.size}: it was changed after it was signed.`,
      }
    case 'checkpoint-ahead':
      return {
        zh: `已签署的检查点大小为 ${finding.size}，日志却没有这么多项：末尾被删去。`,
        en: `A checkpoint of size ${finding.size} was signed, but the log is shorter: its end was removed.`,
      }
    case 'signer-refused':
      return {
        zh: `签署进程拒绝签署（${finding.because}）：它签过的日志有 ${finding.signed} 项，现在的日志不是它的延续。`,
        en: `The signer refused (${finding.because}): it has signed a log of ${finding.signed} leaves, and this one does not continue it.`,
      }
    default:
      return finding satisfies never
  }
}
