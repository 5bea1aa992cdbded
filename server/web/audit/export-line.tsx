import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Progress, Tag } from 'antd'
import type { ExportJob } from '../../http/api/inspections.ts'
import { node } from '../form/field.ts'
import { fileSize } from '../form/file-size.ts'
import { useReference } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { type Say, useLanguage, type Words } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { ExportReport } from './export-report.tsx'

/** One export, under way or done: its progress, its file, its hash. */
export function ExportLine({ job }: Readonly<{ job: ExportJob }>) {
  const { t, words } = useLanguage()
  const cache = useQueryClient()
  const { data: reference } = useReference()
  const cancel = useMutation({
    mutationFn: () => request('DELETE', `/api/exports/${job.id}`),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['exports'] }),
  })
  const open = job.status === 'waiting' || job.status === 'running'
  const percent = job.cases.total === 0 ? 0 : Math.floor((100 * job.cases.done) / job.cases.total)
  const name = scopeText(job.scope, (code) => reference?.centres.find((one) => one.code === code), words, t)
  return (
    <li className="export">
      <div className="export-head">
        <strong>{name}</strong>
        <Tag variant="filled" className={`export-${job.status}`}>
          {t(`export.status.${job.status}`)}
        </Tag>
        <span className="secondary">
          {job.by} · <Moment at={job.at} />
        </span>
      </div>
      <p>
        {job.reason} <span className="secondary">{t('export.named.order', { order: words(job.order.title) })}</span>
      </p>
      {open && (
        <div className="export-progress">
          <Progress percent={percent} aria-label={t('export.progress', { name })} />
          <span className="secondary">
            {t(`export.phase.${job.phase}`)} ·{' '}
            {job.phase === 'records'
              ? t('export.recordsDone', job.cases)
              : t('export.casesDone', { done: job.cases.done, total: job.cases.total, records: job.records })}
          </span>
          <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
            {t('export.cancel')}
          </Button>
        </div>
      )}
      {job.status === 'done' && (
        <div className="export-done">
          <Button type="primary" href={`/api/exports/${job.id}/package`} icon={<DownloadOutlined aria-hidden />}>
            {t('export.download', { size: fileSize(job.bytes) })}
          </Button>
          <span className="secondary">
            {t('export.holds', { cases: job.cases.total, records: job.records })} · {t('export.pages', { pages: job.pages })}
          </span>
          {job.expiresAt !== null && (
            <span className="secondary">
              {t('export.expires')} <Moment at={job.expiresAt} />
            </span>
          )}
          {job.sha256 !== null && (
            <span className="export-hash">
              SHA-256 <code className="whole-hash">{job.sha256}</code>
            </span>
          )}
        </div>
      )}
      <ExportReport job={job} />
      {job.problem !== null && <p className="field-problem">{t(problemKey(job.problem))}</p>}
      {cancel.error !== null && <ProblemNotice error={cancel.error} />}
    </li>
  )
}

const problems = ['disk-full', 'folder-closed', 'interrupted', 'values-erased'] as const

function problemKey(problem: string) {
  return `export.problem.${problems.find((one) => one === problem) ?? 'fault'}` as const
}

function scopeText(scope: unknown, centreOf: (code: string) => Words | undefined, words: (both: Words) => string, t: Say): string {
  const { case: id, centre, year, document, batch, clause } = node(scope)
  if (typeof id === 'string') return t('export.named.case', { id })
  if (typeof batch === 'string') return t('export.named.batch', { batch })
  const yearText = typeof year === 'number' ? t('year.option', { year }) : t('export.allYears')
  const { standard, clause: paragraph } = node(clause)
  if (typeof paragraph === 'string') return t('export.named.clause', { clause: `${standard} ${paragraph}`, year: yearText })
  if (typeof centre !== 'string')
    return t('export.named.year', { year: yearText, document: typeof document === 'string' ? document : t('export.allDocuments') })
  const named = centreOf(centre)
  return t('export.named.centre', { centre: named === undefined ? centre : words(named), year: yearText })
}
