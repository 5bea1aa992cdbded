import { existsSync } from 'node:fs'
import type { Language } from '#engine'
import type { Assurance } from '../assurance/make-assurance.ts'

export type AssureOptions = Readonly<{ language: Language; out: (line: string) => void; signal: AbortSignal }>

const parts: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  streams: { zh: '案卷', en: 'cases' },
  files: { zh: '附件', en: 'files' },
  documents: { zh: '受控文件', en: 'documents' },
  people: { zh: '任职与鉴定所', en: 'rights and centres' },
  registers: { zh: '名册', en: 'registers' },
  log: { zh: '存证日志', en: 'log' },
}

/** `guiju assure`: compares everything now, names each finding, writes it down. Answers the exit code: 1 where something was found. */
export async function runAssure({ language, out, signal }: AssureOptions, assurance: Assurance): Promise<number> {
  let said = ''
  signal.addEventListener('abort', () => void assurance.worker.stop())
  const run = await assurance.run('command', null, (part) => {
    if (part !== said) out(`${parts[part]?.[language] ?? part} …`)
    said = part
  })
  for (const { case: at, words } of run.findings ?? []) out(at === null ? words[language] : `${at}  ${words[language]}`)
  const { checked } = run
  if (run.state === 'failed' || checked === null) {
    out(language === 'zh' ? '比对没有完成。' : 'The comparison could not be finished.')
    return 1
  }
  out(
    language === 'zh'
      ? `案卷 ${checked.cases}，条目 ${checked.entries}，数据 ${checked.payloads}，附件 ${checked.attachments}，基线 ${checked.baselines}，名册变动 ${checked.registerChanges}，日志 ${checked.leaves} 项；发现 ${run.count} 处`
      : `${checked.cases} cases, ${checked.entries} entries, ${checked.payloads} payloads, ${checked.attachments} files, ${checked.baselines} baselines, ${checked.registerChanges} changes of registers, ${checked.leaves} leaves; ${run.count} findings`,
  )
  return run.state === 'sound' ? 0 : 1
}

/** Where a signer listens on this machine, it is asked what it remembers. */
export const signerIfThere = (socket: string): string | null => (existsSync(socket) ? socket : null)
