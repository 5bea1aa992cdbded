import { Alert, Select } from 'antd'
import { useState } from 'react'
import { Link, Navigate, useNavigate, useParams } from 'react-router'
import type { Static } from 'typebox'
import type { CampaignResult, CampaignYear } from '../../http/api/inspections.ts'
import { useCampaignYear, useDocuments } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { useSession } from '../session/session.tsx'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { CentreTable } from './centre-table.tsx'
import { StartCampaign } from './start-campaign.tsx'
import { StateFunnel } from './state-funnel.tsx'

/** The year at a glance: how far every centre has come, and what is overdue. Without a year, the present one. */
export function InspectionYearPage() {
  const { t } = useLanguage()
  const { today } = useSession()
  const { document, year } = useParams()
  const documents = useDocuments()
  const campaign = documents.data?.find((one) => one.campaign !== null)
  if (document !== undefined && year !== undefined) return <Year key={`${document} ${year}`} document={document} year={year} />
  if (documents.data === undefined)
    return documents.error === null ? <Loading /> : <ProblemPage error={documents.error} onRetry={() => void documents.refetch()} />
  if (campaign === undefined)
    return (
      <div className="page">
        <h1>{t('nav.inspections')}</h1>
        <NothingHere title={t('year.noCampaign')} />
      </div>
    )
  return <Navigate replace to={`/inspections/${campaign.code}/${today.slice(0, 4)}`} />
}

function Year({ document, year }: Readonly<{ document: string; year: string }>) {
  const { t, words } = useLanguage()
  const { may } = useSession()
  const { data, error, refetch } = useCampaignYear(document, year)
  const [result, setResult] = useState<Static<typeof CampaignResult>>()
  const [state, setState] = useState<string>()
  usePageTitle(data && `${words(data.title)} ${year}`)
  if (data === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  const rows = state === undefined ? data.rows : data.rows.filter((row) => row.case?.state === state)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('year.title', { title: words(data.title), year })}</h1>
        <YearSwitch view={data} />
        {may.includes('export') && <Link to={`/exports?document=${data.document}&year=${year}`}>{t('year.export')}</Link>}
        {data.mayStart && <StartCampaign document={document} year={Number(year)} onDone={setResult} />}
      </div>
      {result !== undefined && <Alert type="success" showIcon role="status" title={t('campaign.result', result)} closable />}
      <Figures view={data} />
      <StateFunnel view={data} chosen={state} onChoose={setState} />
      <CentreTable view={data} rows={rows} />
    </div>
  )
}

function YearSwitch({ view }: Readonly<{ view: CampaignYear }>) {
  const { t } = useLanguage()
  const navigate = useNavigate()
  const { today } = useSession()
  const years = [...new Set([...view.years, view.year, Number(today.slice(0, 4))])].sort((one, other) => other - one)
  return (
    <Select
      className="year-switch"
      aria-label={t('cases.year')}
      value={view.year}
      options={years.map((year) => ({ value: year, label: t('year.option', { year }) }))}
      onChange={(year) => void navigate(`/inspections/${view.document}/${year}`)}
    />
  )
}

function Figures({ view }: Readonly<{ view: CampaignYear }>) {
  const { t } = useLanguage()
  const opened = view.rows.filter((row) => row.case !== null)
  const figures = [
    { label: t('year.centres'), value: view.rows.length, alarm: false },
    { label: t('year.opened'), value: opened.length, alarm: false },
    { label: t('year.finished'), value: opened.filter((row) => row.case?.closed === true).length, alarm: false },
    { label: t('year.overdue'), value: view.overdue, alarm: view.overdue > 0 },
    { label: t('year.missing'), value: view.missing, alarm: view.missing > 0 },
  ]
  return (
    <dl className="figures">
      {figures.map(({ label, value, alarm }) => (
        <div key={label} className={alarm ? 'figure alarm' : 'figure'}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
