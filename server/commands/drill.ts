import type { Pool } from 'pg'
import type { Language } from '#engine'
import { recordDrill } from '../backup/drill-log.ts'
import { type DrillPhase, runDrill } from '../backup/run-drill.ts'
import type { Ledger } from '../database/ledger.ts'
import { administratorSigner } from '../people/organisation-log.ts'
import { saidOr } from './backup.ts'

export type DrillOptions = Readonly<{
  from: string | null
  liveUrl: string
  keysFolder: string
  language: Language
  signal: AbortSignal
  out: (line: string) => void
}>
export type DrillNeeds = Readonly<{ pool: Pool; ledger: Ledger; organisation: string }>

const phases: Readonly<Record<DrillPhase, Readonly<Record<Language, string>>>> = {
  'backing-up': { zh: '备份……', en: 'Backing up …' },
  restoring: { zh: '在旁边恢复……', en: 'Restoring beside …' },
  verifying: { zh: '核验条目链、数据、附件、名册和日志……', en: 'Testing chains, data, files, registers and log …' },
  comparing: { zh: '与在用数据库比对……', en: 'Comparing with the running database …' },
}

/** `guiju drill`: tries a backup and writes down how it went. Answers the exit code: 1 where it failed. */
export function runDrillCommand(options: DrillOptions, needs: DrillNeeds): Promise<number> {
  const { language, out } = options
  return saidOr(language, out, async () => {
    const report = await runDrill({
      live: needs.pool,
      liveUrl: options.liveUrl,
      keysFolder: options.keysFolder,
      from: options.from,
      elapsed: () => performance.now(),
      signal: options.signal,
      progress: (phase) => out(phases[phase][language]),
    })
    await recordDrill(report, needs.organisation, (at) => ({ ...administratorSigner('system', 'system', at), name: '命令行' }), needs)
    const { verdict, missing, lossSeconds, restoreSeconds, outcome, findings } = report
    for (const finding of findings) out(finding)
    const passed = outcome === 'passed'
    out(
      language === 'zh'
        ? `案卷 ${verdict.cases}，条目 ${verdict.entries}，数据 ${verdict.payloads}，附件 ${verdict.attachments}，名册变动 ${verdict.registerChanges}，日志 ${verdict.leaves}\nRPO ${lossSeconds} 秒（备份缺 ${missing} 条条目）  RTO ${restoreSeconds} 秒  ${passed ? '演练通过' : '演练未通过'}`
        : `${verdict.cases} cases, ${verdict.entries} entries, ${verdict.payloads} payloads, ${verdict.attachments} files, ${verdict.registerChanges} changes of registers, ${verdict.leaves} leaves\nRPO ${lossSeconds} s (${missing} entries not in the backup)  RTO ${restoreSeconds} s  ${passed ? 'passed' : 'FAILED'}`,
    )
    return passed ? 0 : 1
  })
}
