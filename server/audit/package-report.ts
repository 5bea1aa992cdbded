import type { Words } from '#engine'
import { type FourCharacteristics, fourCharacteristics, type Report, sayFinding, tallyOf } from '#records'
import type { ExportState } from './export-state.ts'

/** What the verifier found in a finished package, as the job keeps it. */
export type PackageReport = {
  verdict: string
  exitCode: number
  findings: number
  /** The first of them, in words. */
  shown: { kind: string; where: Words; what: Words }[]
  characteristics: FourCharacteristics
}

const MOST_SHOWN = 50

export function packageReport(report: Report, looked: ExportState['looked']): PackageReport {
  return {
    verdict: report.verdict,
    exitCode: report.exitCode,
    findings: report.findings.length,
    shown: report.findings.slice(0, MOST_SHOWN).map((finding) => {
      const { where, what } = sayFinding(finding)
      return { kind: finding.kind, where, what }
    }),
    characteristics: fourCharacteristics(tallyOf(report.findings), looked, 'verified'),
  }
}
