import type { Words } from '#engine'
import type { ChainFinding } from '#records'

/** What is wrong with one entry of a chain, for people. */
export function sayChainFinding(found: ChainFinding): Words {
  const n = found.sequence
  switch (found.code) {
    case 'sequence-gap':
      return {
        zh: `第 ${n} 条的位置上是第 ${found.found} 条：中间有条目被删去或改了次序。`,
        en: `Where entry ${n} should stand is entry ${found.found}: entries were removed or put in another order.`,
      }
    case 'hash-differs':
      return {
        zh: `第 ${n} 条条目的散列与其内容和前一条不符：它或前一条被改过。`,
        en: `The hash of entry ${n} is not that of its content behind the entry before: one of them was changed.`,
      }
    case 'facts-unreadable':
      return { zh: `第 ${n} 条条目的内容不合格式。`, en: `The facts of entry ${n} are not in the format.` }
    case 'facts-of-another-entry':
      return {
        zh: `第 ${n} 条的位置上是另一条条目的内容（第 ${found.sequence_found} 条）。`,
        en: `Where entry ${n} stands are the facts of another (entry ${found.sequence_found}).`,
      }
    case 'stamp-unreadable':
      return { zh: `第 ${n} 条条目的戳记不合格式。`, en: `The stamp of entry ${n} is not in the format.` }
    case 'stamp-of-another-entry':
      return {
        zh: `第 ${n} 条条目的戳记属于第 ${found.sequence_found} 条。`,
        en: `The stamp of entry ${n} is that of entry ${found.sequence_found}.`,
      }
    case 'stamp-goes-back':
      return {
        zh: `第 ${n} 条条目的时间 ${found.at} 早于前一条 ${found.before}。`,
        en: `Entry ${n} bears the time ${found.at}, before that of the entry before it, ${found.before}.`,
      }
    case 'decided-after-recorded':
      return {
        zh: `第 ${n} 条条目写明的决定时间 ${found.decided} 晚于记录时间 ${found.at}：记录时间被改早。`,
        en: `Entry ${n} was decided at ${found.decided}, after it was recorded at ${found.at}: the stamp was back-dated.`,
      }
    case 'numbers-differ':
      return { zh: `第 ${n} 条条目取的编号与其内容不符。`, en: `The numbers entry ${n} took are not those its facts name.` }
    case 'after-closing':
      return {
        zh: `第 ${n} 条条目（${found.kind}）写在案卷关闭之后。`,
        en: `Entry ${n} (${found.kind}) stands behind the closing of the case.`,
      }
    default:
      return found satisfies never
  }
}
