import type { Words } from '#engine'
import type { RegisterFinding } from '../cases/rebuild-registers.ts'
import type { RebuildFinding } from '../database/replay-stream.ts'
import { type LogFinding, sayLogFinding } from '../log/log-contradiction.ts'
import { sayChainFinding } from './say-chain-finding.ts'

/** What was looked at when something was found. */
export type AssuranceArea =
  | 'chain'
  | 'projection'
  | 'payload'
  | 'attachment'
  | 'document'
  | 'register'
  | 'counter'
  | 'people'
  | 'log'
  | 'checkpoint'

/** One thing that is not as the entries, the hashes or the proofs say. Words name places, never values. */
export type AssuranceFinding = Readonly<{
  area: AssuranceArea
  /** Number of the case where there is one, else the id of the stream; null where it belongs to no case. */
  case: string | null
  record: string | null
  words: Words
}>

export function finding(area: AssuranceArea, words: Words, at: Readonly<{ case?: string; record?: string | null }> = {}): AssuranceFinding {
  return { area, case: at.case ?? null, record: at.record ?? null, words }
}

/** A difference between a stream and what is stored beside it, in words. */
export function ofRebuild(found: RebuildFinding): AssuranceFinding {
  const at = { case: found.case }
  switch (found.code) {
    case 'chain':
      return finding('chain', sayChainFinding(found.finding), at)
    case 'head':
      return finding(
        'chain',
        {
          zh: found.field === 'sequence' ? '末尾的条目数与流的登记不符：有条目被删去或添加。' : '最后一条条目的散列与流的登记不符。',
          en:
            found.field === 'sequence'
              ? 'The stream does not end where its head says: entries were removed from its end, or added.'
              : 'The hash of the last entry is not that of the head of the stream.',
        },
        at,
      )
    case 'entry-column':
      return finding(
        'chain',
        {
          zh: `第 ${found.sequence} 条条目的列 ${found.field} 与其字节不符。`,
          en: `Column ${found.field} of entry ${found.sequence} does not say what its bytes say.`,
        },
        at,
      )
    case 'unreadable':
      return finding(
        'chain',
        {
          zh: `第 ${found.sequence} 条条目不能重放（${found.problem}）。`,
          en: `Entry ${found.sequence} cannot be replayed (${found.problem}).`,
        },
        at,
      )
    case 'projection-missing':
      return finding('projection', { zh: '案卷的现状不见了。', en: 'The present state of the case is gone.' }, at)
    case 'projection':
      return finding(
        'projection',
        { zh: `显示的“${found.field}”与条目重放的结果不符。`, en: `What is shown as "${found.field}" is not what the entries give.` },
        at,
      )
    case 'projection-without-entries':
      return finding('projection', { zh: '显示的案卷没有任何条目。', en: 'A case is shown that no entry has opened.' }, at)
    case 'counter':
      return finding('counter', {
        zh: `编号计数 ${found.counter} 登记为 ${found.stored}，条目中共取号 ${found.given} 个。`,
        en: `Counter ${found.counter} stands at ${found.stored}, but the entries have taken ${found.given} numbers.`,
      })
    default:
      return found satisfies never
  }
}

export function ofRegister({ register, key, differs }: RegisterFinding): AssuranceFinding {
  return finding('register', {
    zh: `名册 ${register} 的“${key}”${differs === 'row' ? '现状' : '变动历史'}与记录不符。`,
    en: `The ${differs === 'row' ? 'row' : 'history'} of "${key}" in register ${register} is not what the records say.`,
  })
}

export function ofLog(found: LogFinding): AssuranceFinding {
  const signed = found.code === 'checkpoint-misfit' || found.code === 'checkpoint-ahead' || found.code === 'signer-refused'
  return finding(signed ? 'checkpoint' : 'log', sayLogFinding(found))
}
