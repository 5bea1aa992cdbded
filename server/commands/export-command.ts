import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Language } from '#engine'
import { type ExportScope, inNfc, wholeOrganisation } from '#records'
import type { Assembly } from '../assembly.ts'
import type { ExportProgress } from '../audit/export-package.ts'
import { ExportFailed, type ExportFailure, exportInProcess, failureOf } from '../audit/export-process.ts'
import type { ExportRequest } from '../audit/export-state.ts'
import { makeIdentifier } from '../identifier.ts'
import { clauseScope, fileOrders } from '../inspections/export-choices.ts'
import { recordExportOf } from './export.ts'

/** What was said on the command line. */
export type ExportWords = Readonly<
  Partial<Record<'case' | 'document' | 'year' | 'centre' | 'batch' | 'clause' | 'order' | 'reason' | 'out', string>> & {
    'data-only'?: boolean
  }
>
export type ExportCommand = Readonly<{
  words: ExportWords
  dataFolder: string
  keysFolder: string
  language: Language
  out: (line: string) => void
  /** Overwrites the line of progress. */
  say: (line: string) => void
}>

const usage = 2

/**
 * `guiju export`: the same package as from the page, into a file of one's own. Broken off and asked for again with the same
 * words, it goes on where it stopped. Answers the exit code; 2 where the words say nothing to export.
 */
export async function runExportCommand(
  { words, dataFolder, keysFolder, language, out, say }: ExportCommand,
  house: Assembly,
): Promise<number> {
  const zh = language === 'zh'
  const scope = await scopeOf(words, house)
  const orders = await fileOrders(house)
  const order = words.order === undefined ? orders[0] : orders.find(({ code }) => code === words.order)
  if (scope === null || (words.reason ?? '').trim().length < 4) return usage
  if (order === undefined) {
    out(
      zh
        ? `没有排列“${words.order}”，现有：${orders.map(({ code }) => code).join('、')}`
        : `Expected one of ${orders.map(({ code }) => code).join(', ')}, but the order is "${words.order}"`,
    )
    return 1
  }
  const file = resolve(
    words.out ??
      `guiju-${[words.batch, words.centre, words.case, words.clause, words.year].filter((part) => part !== undefined).join('-')}.zip`,
  )
  const folder = `${file}.part`
  const asked = { scope, order, reason: inNfc((words.reason ?? '').trim()), openings: false, printed: words['data-only'] !== true }
  try {
    const request = await requestIn(folder, asked, house)
    const { result } = await exportInProcess(
      {
        databaseUrl: house.pool.options.connectionString ?? '',
        keysFolder,
        request,
        folder,
        out: file,
        sheets: join(dataFolder, 'pdf-cache'),
        desks: Math.max(1, availableParallelism() - 1),
      },
      { progress: (told) => say(progressLine(told, zh)), signal: new AbortController().signal },
    )
    say('')
    const { cases, absent, numbers } = result.lacks
    const whole = zh ? '完整' : 'complete'
    const short = zh
      ? `不完整（案卷 ${cases}，缺案卷 ${absent}，编号 ${numbers}）`
      : `incomplete (cases ${cases}, absent ${absent}, numbers ${numbers})`
    out(
      zh
        ? `${file}  案卷 ${result.cases}  记录 ${result.records}  页 ${result.pages}  ${result.complete ? whole : short}`
        : `${file}  ${result.cases} cases  ${result.records} records  ${result.pages} pages  ${result.complete ? whole : short}`,
    )
    return 0
  } catch (error) {
    say('')
    const code = error instanceof ExportFailed ? error.code : failureOf(error)
    out(`${failureWords[code][language]} ${error instanceof Error ? error.message : ''}`.trim())
    return 1
  }
}

type Asked = Pick<ExportRequest, 'scope' | 'order' | 'reason' | 'openings' | 'printed'>

/** The request a break left there, where it is the same; else a new one, recorded before anything is written. */
async function requestIn(folder: string, asked: Asked, house: Assembly): Promise<ExportRequest> {
  const path = join(folder, 'request.json')
  const text = await readFile(path, 'utf8').catch(() => null)
  const left = text === null ? null : (JSON.parse(text) as ExportRequest)
  const same = (one: Asked) => JSON.stringify([one.scope, one.order, one.reason, one.openings, one.printed])
  if (left !== null && same(left) === same(asked)) return left
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const by = { kind: 'system', person: 'system', name: '命令行', role: 'system' } as const
  const id = makeIdentifier()
  const at = await recordExportOf({ id, scope: asked.scope, reason: asked.reason, openings: false, by, session: null }, house)
  const request: ExportRequest = { ...asked, id, at, by: { person: by.person, name: by.name, role: by.role } }
  await writeFile(path, JSON.stringify(request), { mode: 0o600, flush: true })
  return request
}

async function scopeOf(words: ExportWords, house: Assembly): Promise<ExportScope | null> {
  const { case: number = null, document = null, centre = null, batch = null } = words
  const year = words.year === undefined ? null : Number(words.year)
  if ([words.case, words.year, words.centre, words.batch, words.clause].every((one) => one === undefined)) return null
  if (year !== null && !Number.isInteger(year)) return null
  const scope: ExportScope = { ...wholeOrganisation, case: number, document, year, centre, batch }
  if (words.clause === undefined) return scope
  // "ISO 9001:2015 8.5.1": the clause is the last word, what stands before it names the standard.
  const at = words.clause.lastIndexOf(' ')
  const clause = at === -1 ? null : await clauseScope(words.clause.slice(0, at), words.clause.slice(at + 1), house)
  return clause === null ? null : { ...scope, clause }
}

const phases = {
  cases: { zh: '案卷', en: 'cases' },
  records: { zh: '按卷排列', en: 'in order' },
  lists: { zh: '目录和清单', en: 'lists' },
} as const

function progressLine({ phase, done, total, records, bytes }: ExportProgress, zh: boolean): string {
  const share = total === 0 ? 0 : Math.floor((100 * done) / total)
  const size = `${(bytes / 1e6).toFixed(0)} MB`
  return zh
    ? `${phases[phase].zh} ${done}/${total} ${share}%  记录 ${records}  ${size}`
    : `${phases[phase].en} ${done}/${total} ${share}%  ${records} records  ${size}`
}

const failureWords: Readonly<Record<ExportFailure, Readonly<Record<Language, string>>>> = {
  'disk-full': {
    zh: '磁盘已满，没有留下半个文件；腾出空间后用同样的命令接着做。',
    en: 'The disk is full; no half file is left. Make room and give the same command to go on.',
  },
  'folder-closed': { zh: '目标目录无法写入。', en: 'The folder cannot be written.' },
  fault: { zh: '导出失败。', en: 'The export failed.' },
}
