import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Static } from 'typebox'
import type { CaseView, OpenStep, SubmitStep, Submitted } from '../../http/api/cases.ts'
import type { Proofs, Signing } from '../../http/api/signing.ts'
import { partKey } from '../form/field.ts'
import { troublesOfProblem } from '../form/field-trouble.ts'
import { PartForm } from '../form/part-form.tsx'
import { SheetPlaceProvider } from '../form/sheet-place.tsx'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { ProblemError, request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { SigningDialog } from '../signing/signing-dialog.tsx'
import { actingRole } from './acting-role.ts'
import { TroubleSummary } from './trouble-summary.tsx'
import { useStepForm } from './use-step-form.ts'

type Properties = Readonly<{ view: CaseView; step: OpenStep; onReload: () => void }>

const nothingYet = {}

/** The form of a step from filling in to the answer. What was typed survives every refusal. */
export function StepForm({ view, step, onReload }: Properties) {
  const { t, words } = useLanguage()
  const session = useSession()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const form = useStepForm(view.case.id, step)
  const place = useMemo(() => ({ caseId: view.case.id, step: step.step }), [view.case.id, step.step])
  const [signing, setSigning] = useState(false)
  const [wanted, setWanted] = useState(0)
  const frame = useRef<HTMLFormElement>(null)
  const attempt = useRef({ body: '', key: '' })

  const address = `/api/cases/${view.case.id}/steps/${encodeURIComponent(step.step)}`
  const submission = (): Static<typeof SubmitStep> => ({ expectedVersion: view.version, parts: form.toSend() })
  const submit = useMutation({
    mutationFn: (proofs: Proofs) => {
      const body = submission()
      const text = JSON.stringify(body)
      // The same submission keeps its key: sent again after a lost answer, it is not taken twice.
      if (attempt.current.body !== text) attempt.current = { body: text, key: makeIdempotencyKey() }
      return request<Submitted>('POST', address, {
        body: { ...body, ...proofs },
        idempotencyKey: attempt.current.key,
      })
    },
    onSuccess: (submitted) => {
      form.forget()
      void cache.invalidateQueries()
      void navigate(`/cases/${view.case.id}`, { state: { submitted, step: step.title } })
    },
    onError: (error) => {
      if (isAboutSigning(error)) return
      setSigning(false)
      if (error instanceof ProblemError && error.problem.fields !== undefined) form.setTroubles(troublesOfProblem(error.problem))
      setWanted((before) => before + 1)
    },
  })
  useEffect(() => {
    if (wanted > 0) frame.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid="true"]')?.focus()
  }, [wanted])

  const go = (event: FormEvent) => {
    event.preventDefault()
    submit.reset()
    if (!form.check()) setWanted(wanted + 1)
    else if (step.signature !== null) setSigning(true)
    else submit.mutate({})
  }
  const movedOn = submit.error instanceof ProblemError && submit.error.problem.code === 'case-moved-on'
  // The dialog stands beside the form, not in it: what happens in it would reach the form through React's tree.
  return (
    <>
      <form ref={frame} className="step-form" noValidate onSubmit={go} onKeyDown={keepEnter} aria-label={words(step.title)}>
        {form.restored && (
          <Alert
            type="info"
            showIcon
            title={t('form.draftRestored')}
            action={<Button onClick={form.discard}>{t('form.draftDiscard')}</Button>}
          />
        )}
        {submit.error !== null && !signing && (
          <ProblemNotice error={submit.error}>
            {movedOn && (
              <p>
                {t('step.movedOn')} <Button onClick={onReload}>{t('step.reload')}</Button>
              </p>
            )}
          </ProblemNotice>
        )}
        <TroubleSummary parts={step.parts} troubles={form.troubles} />
        <SheetPlaceProvider value={place}>
          {step.parts.map((part) => (
            <PartForm
              key={partKey(part)}
              part={part}
              values={form.values[partKey(part)] ?? nothingYet}
              troubles={form.troubles}
              onChange={form.change}
            />
          ))}
        </SheetPlaceProvider>
        <div className="submit-bar">
          <p className="secondary">
            {step.secondPerson === null
              ? t('step.allAtOnce')
              : t('step.secondPerson', { role: words(step.secondPerson.title), meaning: words(step.secondPerson.meaningTitle) })}
          </p>
          <Button onClick={() => void navigate(`/cases/${view.case.id}`)}>{t('step.later')}</Button>
          <Button type="primary" htmlType="submit" size="large" loading={submit.isPending && !signing}>
            {t(step.signature === null ? 'step.submit' : 'step.signAndSubmit')}
          </Button>
        </div>
      </form>
      {signing && step.signature !== null && (
        <SigningDialog
          title={t('sign.title', { step: words(step.title) })}
          meaning={words(step.signature.meaningTitle)}
          role={actingRole(step, session, words)}
          signed={step.parts.map((part) => `${view.case.number} · ${part.form} ${words(part.formTitle)} · ${words(part.partTitle)}`)}
          error={submit.error}
          pending={submit.isPending}
          ask={() => request<Signing>('POST', `${address}/signing`, { body: submission() })}
          onSign={(proofs) => submit.mutate(proofs)}
          onClose={() => {
            setSigning(false)
            submit.reset()
          }}
        />
      )}
    </>
  )
}

/** Enter in a field ends the entry of that field (a date, a choice); a long form is submitted by its button alone. */
function keepEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement && !event.nativeEvent.isComposing) event.preventDefault()
}

/** A refused proof, or a way that was cut: mended in the dialog, which stays. */
function isAboutSigning(error: unknown): boolean {
  return (
    error instanceof ProblemError &&
    [
      'signature-refused',
      'signature-incomplete',
      'credentials-wrong',
      'account-locked',
      'unreachable',
      'too-many-requests',
      'database-away',
    ].includes(error.problem.code)
  )
}
