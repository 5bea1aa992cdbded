import { EditOutlined, RightOutlined, RobotOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { CaseView, OpenStep } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { DueMark } from '../shell/due-mark.tsx'
import { WaitingContribution } from './waiting-contribution.tsx'
import { WhyNotList } from './why-not-list.tsx'

/** One step that could come next: its rule in words, its date, who may take it, and why I may not. */
export function OpenStepCard({ view, step }: Readonly<{ view: CaseView; step: OpenStep }>) {
  const { t, words } = useLanguage()
  const navigate = useNavigate()
  const { hash } = useLocation()
  const card = useRef<HTMLElement>(null)
  const isWanted = hash === `#step-${step.step}`
  useEffect(() => {
    // The card is drawn after the browser looked for it.
    if (isWanted) card.current?.focus()
  }, [isWanted])
  return (
    <article
      ref={card}
      tabIndex={-1}
      className={`step-card ${step.mayTake ? 'mine' : ''} ${isWanted ? 'wanted' : ''}`}
      id={`step-${step.step}`}
      aria-labelledby={`step-title-${step.step}`}
    >
      <header className="step-card-head">
        <h3 id={`step-title-${step.step}`}>{words(step.title)}</h3>
        <p className="step-to">
          <RightOutlined aria-hidden /> {t('step.to', { to: words(step.toTitle) })}
        </p>
      </header>
      {words(step.guard) !== '' && <p className="guard">{words(step.guard)}</p>}
      <dl className="step-facts">
        <dt>{t('step.who')}</dt>
        <dd>
          {step.automatic && (
            <>
              <RobotOutlined aria-hidden /> {t('step.automatic')}{' '}
            </>
          )}
          {step.roles.map(({ title }) => words(title)).join(t('common.or'))}
        </dd>
        <dt>{t('step.due')}</dt>
        <dd>
          <DueMark due={step.due} />
        </dd>
        {step.signature !== null && (
          <>
            <dt>{t('step.signature')}</dt>
            <dd>
              {words(step.signature.meaningTitle)}
              {step.secondPerson !== null &&
                `${t('common.semicolon')}${t('step.second', { role: words(step.secondPerson.title), meaning: words(step.secondPerson.meaningTitle) })}`}
            </dd>
          </>
        )}
        {step.demanded !== null && (
          <>
            <dt>{t('step.demandedBy')}</dt>
            <dd className="number-text">{step.demanded.by.number}</dd>
          </>
        )}
      </dl>
      {step.contributions.map((contribution) => (
        <WaitingContribution key={contribution.sequence} view={view} step={step} contribution={contribution} />
      ))}
      {step.mayTake && (
        <Button
          type="primary"
          icon={<EditOutlined aria-hidden />}
          onClick={() => void navigate(`/cases/${view.case.id}/steps/${step.step}`)}
        >
          {t('step.take', { step: words(step.title) })}
        </Button>
      )}
      {!step.mayTake && step.whyNot.length > 0 && (
        <WhyNotList title={t(step.automatic && step.roles.length === 0 ? 'step.mayNotYet' : 'step.mayNot')} reasons={step.whyNot} />
      )}
    </article>
  )
}
