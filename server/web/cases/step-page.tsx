import { Alert } from 'antd'
import { Link, useParams } from 'react-router'
import { useCase } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { DueMark } from '../shell/due-mark.tsx'
import { Loading } from '../shell/loading.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { StepForm } from './step-form.tsx'
import { WhyNotList } from './why-not-list.tsx'

/** One open step of one case: what it asks for, until when, and its form. */
export function StepPage() {
  const { t, words } = useLanguage()
  const { id = '', step: code = '' } = useParams()
  const { data: view, error, refetch } = useCase(id)
  const step = view?.openSteps.find((one) => one.step === code)
  usePageTitle(step && words(step.title))
  if (view === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  const back = (
    <nav className="back" aria-label={t('step.place')}>
      <Link to={`/cases/${id}`}>{t('step.back', { number: view.case.number })}</Link>
      <span>{view.subject.map(({ text }) => words(text)).join(' · ')}</span>
    </nav>
  )
  if (step === undefined)
    return (
      <div className="page">
        {back}
        <h1>{t('step.notOpen')}</h1>
        <p>{t('step.notOpenWhy', { state: words(view.case.stateTitle) })}</p>
      </div>
    )
  return (
    <div className="page step-page">
      {back}
      <div className="page-head">
        <h1>{words(step.title)}</h1>
        <DueMark due={step.due} />
      </div>
      {words(step.guard) !== '' && <p className="guard">{words(step.guard)}</p>}
      <p className="secondary">{t('step.leadsTo', { from: words(view.case.stateTitle), to: words(step.toTitle) })}</p>
      {step.demanded !== null && <Alert type="info" showIcon title={t('step.demanded', { number: step.demanded.by.number })} />}
      {step.mayTake ? (
        <StepForm key={`${id} ${code}`} view={view} step={step} onReload={() => void refetch()} />
      ) : (
        <WhyNotList title={t('step.mayNot')} reasons={step.whyNot} />
      )}
    </div>
  )
}
