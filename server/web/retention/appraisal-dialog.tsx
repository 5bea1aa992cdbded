import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import type { AppraisalDocument } from '../../http/api/retention.ts'
import { SubjectInput } from '../cases/subject-input.tsx'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

type Properties = Readonly<{ numbers: readonly string[]; documents: readonly AppraisalDocument[]; onClose: () => void }>

/** Opens the case that appraises what was picked. Only what the case is about is asked; the list is filled by the house. */
export function AppraisalDialog({ numbers, documents, onClose }: Properties) {
  const { t, words } = useLanguage()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const [subject, setSubject] = useState<Readonly<Record<string, string | number>>>({})
  // One key for one intention: pressing again after a lost answer opens nothing twice.
  const [key, setKey] = useState(makeIdempotencyKey)
  const [document] = documents
  const open = useMutation({
    mutationFn: () =>
      request<{ id: string }>('POST', '/api/retention/appraisals', {
        body: { document: document?.code, numbers, subject },
        idempotencyKey: key,
      }),
    onSuccess: ({ id }) => {
      void cache.invalidateQueries({ queryKey: ['retention'] })
      void navigate(`/cases/${id}`)
    },
  })
  if (document === undefined) return null
  const change = (name: string, value: string | number | undefined) => {
    const { [name]: _before, ...others } = subject
    setSubject(value === undefined || value === '' ? others : { ...others, [name]: value })
    setKey(makeIdempotencyKey())
  }
  const asked = document.subject.filter(({ optional }) => !optional)
  const missing = asked.some((one) => subject[one.key] === undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!missing) open.mutate()
  }
  return (
    <Modal open title={t('retention.appraiseTitle')} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('retention.appraiseWhy', { title: words(document.title), count: String(numbers.length) })}</p>
        {open.error !== null && <ProblemNotice error={open.error} />}
        {asked.map((one) => (
          <Labelled key={one.key} label={words(one.title)} htmlFor={`subject-${one.key}`}>
            <SubjectInput
              id={`subject-${one.key}`}
              type={one.type}
              required
              value={subject[one.key]}
              onChange={(value) => change(one.key, value)}
            />
          </Labelled>
        ))}
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={missing} loading={open.isPending}>
            {t('retention.appraiseSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
