import type { Words } from '#engine'
import type { Custodian } from './custodian.ts'
import type { NotedTrouble } from './trouble-store.ts'

/** What is wrong with one custodian, for people: on the page of the log, and where it is grave in the banner. */
export type AnchorTrouble = Readonly<{
  kind: Custodian['kind']
  name: string
  /** A contradiction at once; a blocked way when it has been blocked for long. */
  grave: boolean
  words: Words
  /** What exactly was answered; null where nothing was. */
  detail: Words | null
  since: string
}>

/** How long the way to a custodian may be blocked before everybody who answers for the records is told. */
export const LONG_MS = 15 * 60_000

type Found = Readonly<{ custodian: Pick<Custodian, 'kind' | 'name'>; noted: NotedTrouble | null; behindSince: string | null; now: Date }>

/**
 * What there is to say of a custodian: a trouble that was noted, or, where nobody noted any, that a checkpoint has waited too
 * long to be carried there: then perhaps nothing carries at all.
 */
export function troubleWith({ custodian: { kind, name }, noted, behindSince, now }: Found): AnchorTrouble | null {
  const isLong = (since: string) => now.getTime() - Date.parse(since) >= LONG_MS
  if (noted !== null) {
    const { alarm, words: detail, since } = noted
    return { kind, name, grave: alarm || isLong(since), words: (alarm ? contradicts : blocked)[kind](name), detail, since }
  }
  if (behindSince === null || !isLong(behindSince)) return null
  return { kind, name, grave: true, words: notCarried[kind](name), detail: null, since: behindSince }
}

type Say = Readonly<Record<Custodian['kind'], (name: string) => Words>>

const contradicts: Say = {
  witness: (name) => ({
    zh: `警报：见证人 ${name} 所见证的与本机构的日志矛盾。请立即通知审计管理员，保留现场。`,
    en: `Alarm: what the witness ${name} has witnessed contradicts the log here. Tell the audit administrator at once and leave everything as it is.`,
  }),
  place: (name) => ({
    zh: `警报：存证处 ${name} 所存的检查点与本机构的不同，拒绝覆盖。请立即通知审计管理员，保留现场。`,
    en: `Alarm: ${name} keeps another checkpoint than is here, and does not let it be overwritten. Tell the audit administrator at once and leave everything as it is.`,
  }),
  authority: (name) => ({
    zh: `警报：时间戳机构 ${name} 的答复不是这个检查点的时间戳。`,
    en: `Alarm: what the time-stamping authority ${name} answered is no stamp of this checkpoint.`,
  }),
}

const blocked: Say = {
  witness: (name) => ({
    zh: `见证人 ${name} 联系不上：新的检查点没有见证，会不断重试。`,
    en: `The witness ${name} cannot be reached: new checkpoints are not witnessed. It is tried again and again.`,
  }),
  place: (name) => ({
    zh: `存证处 ${name} 存不进去：新的检查点没有存证，会不断重试。`,
    en: `${name} does not take anything: new checkpoints are not kept there. It is tried again and again.`,
  }),
  authority: (name) => ({
    zh: `时间戳机构 ${name} 没有盖成时间戳，会不断重试。`,
    en: `The time-stamping authority ${name} gave no stamp. It is tried again and again.`,
  }),
}

const notCarried: Say = {
  witness: (name) => ({
    zh: `新的检查点早该送到见证人 ${name}，却没有送到：负责递送的进程可能没有运行。`,
    en: `A checkpoint should have reached the witness ${name} long ago and has not: perhaps no process carries them.`,
  }),
  place: (name) => ({
    zh: `新的检查点早该存入 ${name}，却没有存入：负责递送的进程可能没有运行。`,
    en: `A checkpoint should have been kept at ${name} long ago and is not: perhaps no process carries them.`,
  }),
  authority: (name) => ({
    zh: `新的检查点早该由时间戳机构 ${name} 盖时间戳，却没有盖：负责递送的进程可能没有运行。`,
    en: `A checkpoint should have been stamped by ${name} long ago and is not: perhaps no process carries them.`,
  }),
}
