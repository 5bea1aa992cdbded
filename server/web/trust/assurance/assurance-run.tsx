import { Button, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AssuranceFinding, AssuranceRun } from '../../../http/api/assurance.ts'
import { useLanguage } from '../../language/language.tsx'
import type { MessageKey } from '../../messages/zh.ts'
import { Moment } from '../../shell/moment.tsx'
import { ReasonDialog } from '../../shell/reason-dialog.tsx'
import { useAcknowledge } from './assurance-queries.ts'

/** One run: when, what was looked at, what was found, and who has taken note of it. */
export function RunLine({ run, mayAct }: Readonly<{ run: AssuranceRun; mayAct: boolean }>) {
  const { t } = useLanguage()
  const waits = (run.state === 'findings' || run.state === 'failed') && run.acknowledgedAt === null
  return (
    <li className="assurance-run">
      <p className="assurance-head">
        <Moment at={run.startedAt} />
        <span className="secondary">{t(`assurance.cause.${run.cause}`, { name: run.askedBy ?? '' })}</span>
        <strong className={`assurance-${run.state}`}>{t(`assurance.state.${run.state}`, { count: run.count })}</strong>
      </p>
      {run.state === 'running' && (
        <p role="status">
          {run.part === null
            ? t('assurance.beginning')
            : t('assurance.running', { part: t(`assurance.part.${run.part}` as MessageKey), done: run.done })}
        </p>
      )}
      {run.checked !== null && (
        <p className="secondary">{t('assurance.checked', { ...run.checked, checkpoint: run.checked.checkpoint ?? 0 })}</p>
      )}
      {run.findings !== null && run.findings.length > 0 && <Findings run={run} findings={run.findings} />}
      {run.acknowledgedAt !== null && (
        <p>
          {t('assurance.acknowledged', { name: run.acknowledgedBy ?? '', reason: run.reason ?? '' })} <Moment at={run.acknowledgedAt} />
        </p>
      )}
      {waits && mayAct && <Acknowledge run={run} />}
    </li>
  )
}

function Findings({ run, findings }: Readonly<{ run: AssuranceRun; findings: readonly AssuranceFinding[] }>) {
  const { t, words } = useLanguage()
  return (
    <>
      {run.count > findings.length && <p className="secondary">{t('assurance.first', { count: run.count, shown: findings.length })}</p>}
      <ul className="assurance-findings">
        {findings.map((finding, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a run that has ended never changes its order
          <li key={place}>
            <Tag>{t(`assurance.area.${finding.area}` as MessageKey)}</Tag>
            <Place finding={finding} />
            <span>{words(finding.words)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Where to look: the record where one is named, else the case. An id that is no number leads to the list. */
function Place({ finding: { case: at, record } }: Readonly<{ finding: AssuranceFinding }>) {
  if (record !== null && /^[\w-]+\/[\w-]+\/\d+$/.test(record)) return <Link to={`/records/${record}`}>{record}</Link>
  return at === null ? null : <Link to={`/cases?text=${encodeURIComponent(at)}`}>{at}</Link>
}

function Acknowledge({ run }: Readonly<{ run: AssuranceRun }>) {
  const { t } = useLanguage()
  const [asking, setAsking] = useState(false)
  const acknowledge = useAcknowledge(run.id, () => setAsking(false))
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {t('assurance.acknowledge')}
      </Button>
      {asking && (
        <ReasonDialog
          title={t('assurance.acknowledge')}
          what={t('assurance.acknowledgeWhat')}
          error={acknowledge.error}
          pending={acknowledge.isPending}
          onReason={(reason) => acknowledge.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
