import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { useDocuments } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { SubjectInput } from './subject-input.tsx'

type Subject = Readonly<Record<string, string | number>>

/** Opens a case under a document: which document, and what the case is about. */
export function OpenCaseDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t, words } = useLanguage()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const { data: documents = [] } = useDocuments()
  const [code, setCode] = useState<string>()
  const [subject, setSubject] = useState<Subject>({})
  // One key for one intention: pressing again after a lost answer opens nothing twice.
  const [key, setKey] = useState(makeIdempotencyKey)
  const document = documents.find((one) => one.code === code)
  const open = useMutation({
    mutationFn: () =>
      request<{ id: string; number: string }>('POST', '/api/cases', { body: { document: code, subject }, idempotencyKey: key }),
    onSuccess: ({ id }) => {
      void cache.invalidateQueries({ queryKey: ['cases'] })
      void cache.invalidateQueries({ queryKey: ['tasks'] })
      void navigate(`/cases/${id}`)
    },
  })
  const choose = (next: string) => {
    setCode(next)
    setSubject({})
    setKey(makeIdempotencyKey())
    open.reset()
  }
  const change = (name: string, value: string | number | undefined) => {
    const { [name]: _before, ...others } = subject
    setSubject(value === undefined || value === '' ? others : { ...others, [name]: value })
    setKey(makeIdempotencyKey())
  }
  const missing = document?.subject.some((one) => !one.optional && subject[one.key] === undefined) === true
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (document !== undefined && !missing) open.mutate()
  }
  return (
    <Modal open title={t('cases.open')} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        {open.error !== null && <ProblemNotice error={open.error} />}
        <Labelled label={t('cases.document')} htmlFor="open-document">
          <Select
            id="open-document"
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('cases.chooseDocument')}
            value={code ?? null}
            options={documents
              .filter(({ mayOpen }) => mayOpen)
              .map((one) => ({ value: one.code, label: `${one.code} ${words(one.title)}` }))}
            onChange={choose}
          />
        </Labelled>
        {document && <p className="secondary">{words(document.purpose)}</p>}
        {document?.subject.map((one) => (
          <Labelled
            key={one.key}
            label={one.optional ? `${words(one.title)} ${t('form.optional')}` : words(one.title)}
            htmlFor={`subject-${one.key}`}
          >
            <SubjectInput
              id={`subject-${one.key}`}
              type={one.type}
              required={!one.optional}
              value={subject[one.key]}
              onChange={(value) => change(one.key, value)}
            />
          </Labelled>
        ))}
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={document === undefined || missing} loading={open.isPending}>
            {t('cases.openSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
