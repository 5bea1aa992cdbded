import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { CaseView, OpenStep, Submitted } from '../../http/api/cases.ts'
import type { Proofs, Signing } from '../../http/api/signing.ts'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { SigningDialog } from '../signing/signing-dialog.tsx'
import { WhyNotList } from './why-not-list.tsx'

type Properties = Readonly<{ view: CaseView; step: OpenStep; contribution: OpenStep['contributions'][number] }>

/** A contribution that waits for others: who gave it, what it says where it may be seen, and the second signature. */
export function WaitingContribution({ view, step, contribution }: Properties) {
  const { t, words } = useLanguage()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const [acting, setActing] = useState<'countersign' | 'withdraw'>()
  const key = useRef(makeIdempotencyKey())
  const act = useMutation({
    mutationFn: (body: Proofs | { reason: string }) =>
      request<Submitted>('POST', `/api/cases/${view.case.id}/contributions/${contribution.sequence}/${acting}`, {
        body: { expectedVersion: view.version, ...body },
        idempotencyKey: key.current,
      }),
    onSuccess: (submitted) => {
      setActing(undefined)
      void cache.invalidateQueries()
      void navigate(`/cases/${view.case.id}`, { state: { submitted, step: step.title } })
    },
  })
  const close = () => {
    setActing(undefined)
    act.reset()
    key.current = makeIdempotencyKey()
  }
  return (
    <div className="contribution">
      <p>
        {t(`contribution.${contribution.kind === 'first' ? 'first' : 'each'}`, {
          name: contribution.by.name,
          role: words(contribution.role),
        })}
        {contribution.meaning !== null && <span className="secondary"> {words(contribution.meaning)}</span>} <Moment at={contribution.at} />
      </p>
      <ContributionValues address={`/api/cases/${view.case.id}/contributions/${contribution.sequence}`} values={contribution.values} />
      <div className="actions">
        {contribution.mayCountersign && (
          <Button type="primary" onClick={() => setActing('countersign')}>
            {t('contribution.countersign')}
          </Button>
        )}
        {contribution.mayWithdraw && <Button onClick={() => setActing('withdraw')}>{t('contribution.withdraw')}</Button>}
      </div>
      {!contribution.mayCountersign && contribution.whyNotCountersign.length > 0 && (
        <WhyNotList title={t('contribution.mayNot')} reasons={contribution.whyNotCountersign} />
      )}
      {acting === 'countersign' && (
        <SigningDialog
          title={t('sign.title', { step: words(step.title) })}
          meaning={step.secondPerson === null ? '' : words(step.secondPerson.meaningTitle)}
          role={step.secondPerson === null ? '' : words(step.secondPerson.title)}
          signed={
            contribution.values?.map(({ form, title }) => `${view.case.number} · ${form} · ${words(title)}`) ?? [
              `${view.case.number} · ${words(step.title)}`,
            ]
          }
          error={act.error}
          pending={act.isPending}
          ask={() =>
            request<Signing>('POST', `/api/cases/${view.case.id}/contributions/${contribution.sequence}/countersign/signing`, {
              body: { expectedVersion: view.version },
            })
          }
          onSign={(proofs) => act.mutate(proofs)}
          onClose={close}
        />
      )}
      {acting === 'withdraw' && (
        <ReasonDialog
          title={t('contribution.withdraw')}
          what={t('contribution.withdrawWhat')}
          error={act.error}
          pending={act.isPending}
          onReason={(reason) => act.mutate({ reason })}
          onClose={close}
        />
      )}
    </div>
  )
}

function ContributionValues({ address, values }: Readonly<{ address: string; values: Properties['contribution']['values'] }>) {
  const { t, words } = useLanguage()
  if (values === null) return <p className="hint">{t('contribution.blind')}</p>
  return (
    <details className="contribution-values">
      <summary>{t('contribution.values')}</summary>
      {values.map((part) => (
        <div key={`${part.form}/${part.part}`}>
          <h4>{words(part.title)}</h4>
          <dl className="facts">
            {part.fields.map(({ title, text, attachments = [] }) => (
              <div key={title.zh}>
                <dt>{words(title)}</dt>
                <dd className="value">
                  {attachments.length === 0 && text}
                  {attachments.map(({ id, name }) => (
                    <a key={id} href={`${address}/attachments/${encodeURIComponent(id)}`}>
                      {name}
                    </a>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </details>
  )
}
