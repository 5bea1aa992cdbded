import { DownloadOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import type { ExportJob } from '../../http/api/inspections.ts'
import { useLanguage } from '../language/language.tsx'

const groups = ['authenticity', 'completeness', 'usability', 'security'] as const
const verdicts = { sound: 'success', incomplete: 'warning', damaged: 'error', unreadable: 'error', distrusted: 'error' } as const

/** What the verifier found when the finished package was read back, and what the scope lacks. */
export function ExportReport({ job }: Readonly<{ job: ExportJob }>) {
  const { t, words } = useLanguage()
  const { report, lacks } = job
  if (report === null) return null
  const verdict = isVerdict(report.verdict) ? report.verdict : 'unreadable'
  const whole = lacks !== null && lacks.cases + lacks.absent + lacks.numbers === 0
  const { characteristics } = report
  return (
    <div className="export-report">
      <Alert
        type={verdicts[verdict]}
        showIcon
        title={t(`export.verdict.${verdict}`) + (report.findings === 0 ? '' : ` · ${t('export.findings', { count: report.findings })}`)}
        description={lacks === null ? null : whole ? t('export.whole') : t('export.lacks', lacks)}
      />
      {report.shown.length > 0 && (
        <ul className="export-findings">
          {report.shown.slice(0, 5).map(({ where, what }) => (
            <li key={`${where.zh} ${what.zh}`}>
              <strong>{words(where)}</strong> {words(what)}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>
          {t('export.characteristics', { passed: characteristics.passed, failed: characteristics.failed })} ·{' '}
          {t('export.characteristics.show')}
        </summary>
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t('export.item')}</th>
              <th>{t('export.result')}</th>
              <th>{t('export.evidence')}</th>
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody key={group}>
              <tr>
                <th colSpan={3}>{t(`export.group.${group}`)}</th>
              </tr>
              {characteristics.items
                .filter((item) => item.group === group)
                .map(({ code, title, result, evidence, findings }) => (
                  <tr key={code}>
                    <td>
                      <span className="secondary">{code}</span> {words(title)}
                    </td>
                    <td className={`result-${result}`}>{t(`export.result.${result}`)}</td>
                    <td>
                      {words(evidence)}
                      {findings.map((finding) => (
                        <div key={finding.code} className="field-problem">
                          {finding.code} × {finding.count}
                        </div>
                      ))}
                    </td>
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
        <Button href={`/api/exports/${job.id}/report`} icon={<DownloadOutlined aria-hidden />}>
          {t('export.characteristics.report')}
        </Button>
      </details>
    </div>
  )
}

function isVerdict(verdict: string): verdict is keyof typeof verdicts {
  return Object.hasOwn(verdicts, verdict)
}
