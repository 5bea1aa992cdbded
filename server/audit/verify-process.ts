import { fork } from 'node:child_process'
import type { ExportState } from './export-state.ts'
import type { PackageReport } from './package-report.ts'

export type VerifyOrder = Readonly<{ file: string; looked: ExportState['looked'] }>

/** Reads a finished package back in a process of its own, by the program an auditor runs. @throws where it cannot be read. */
export function verifyInProcess(order: VerifyOrder, signal: AbortSignal): Promise<PackageReport> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./verify-child.ts', import.meta.url), {
      serialization: 'advanced',
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const stop = () => child.kill('SIGKILL')
    signal.addEventListener('abort', stop)
    let report: PackageReport | null = null
    child.on('message', (said: PackageReport) => {
      report = said
    })
    child.on('error', reject)
    child.on('exit', (code, killed) => {
      signal.removeEventListener('abort', stop)
      if (report !== null) resolve(report)
      else if (signal.aborted) reject(signal.reason)
      else reject(new Error(`Expected the finished package to be read back, but the process ended (${killed ?? code})`))
    })
    child.send(order)
  })
}
