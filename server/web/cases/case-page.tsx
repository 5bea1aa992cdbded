import { useParams } from 'react-router'
import type { CaseView } from '../../http/api/cases.ts'
import { useCase } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { StateTag } from '../shell/state-tag.tsx'
import { CaseDiagram } from './case-diagram.tsx'
import { CaseHistory } from './case-history.tsx'
import { CaseRecords } from './case-records.tsx'
import { Completeness } from './completeness.tsx'
import { LinkedCases } from './linked-cases.tsx'
import { OpenStepCard } from './open-step-card.tsx'
import { SubmittedNotice } from './submitted-notice.tsx'

/** One case in one view: where it stands, what can be done, what was done, and what it left. */
export function CasePage() {
  const { id = '' } = useParams()
  const { data: view, error, refetch } = useCase(id)
  usePageTitle(view?.case.number)
  if (view === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  return (
    <div className="page">
      <CaseHeading view={view} />
      <SubmittedNotice />
      <Completeness owed={view.owed} />
      <OpenSteps view={view} />
      <CaseDiagram view={view} />
      <CaseRecords records={view.records} />
      <LinkedCases links={view.links} />
      <CaseHistory caseId={view.case.id} history={view.history} />
    </div>
  )
}

function CaseHeading({ view }: Readonly<{ view: CaseView }>) {
  const { t, words } = useLanguage()
  return (
    <header className="case-head">
      <p className="case-document">
        <span className="number-text">{view.document.code}</span> {words(view.document.title)}
        <span className="secondary" title={view.document.baseline}>
          {t('case.revision', { revision: view.document.revision })}
        </span>
      </p>
      <h1>
        <span className="number-text">{view.case.number}</span> <StateTag of={view.case} />
      </h1>
      <dl className="facts inline">
        {view.subject.map(({ key, title, text }) => (
          <div key={key}>
            <dt>{words(title)}</dt>
            <dd>{words(text)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('case.openedAt')}</dt>
          <dd>
            <Moment at={view.openedAt} />
          </dd>
        </div>
        <div>
          <dt>{t('case.enteredAt')}</dt>
          <dd>
            <Moment at={view.enteredAt} />
          </dd>
        </div>
      </dl>
    </header>
  )
}

function OpenSteps({ view }: Readonly<{ view: CaseView }>) {
  const { t } = useLanguage()
  // What I may take comes first; within that, the order of the document.
  const steps = view.openSteps.toSorted((one, other) => Number(other.mayTake) - Number(one.mayTake))
  return (
    <section aria-labelledby="open-steps">
      <h2 id="open-steps">{t('case.openSteps')}</h2>
      {steps.length === 0 && <NothingHere title={t(view.case.closed ? 'case.isClosed' : 'case.noOpenStep')} />}
      <div className="step-cards">
        {steps.map((step) => (
          <OpenStepCard key={step.step} view={view} step={step} />
        ))}
      </div>
    </section>
  )
}
