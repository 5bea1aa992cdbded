import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from './labelled.tsx'
import { ProblemNotice } from './problem-notice.tsx'

type Properties = Readonly<{
  title: string
  what: string
  error: unknown
  pending: boolean
  onReason: (reason: string) => void
  onClose: () => void
}>

/** An act that is recorded with its reason. */
export function ReasonDialog({ title, what, error, pending, onReason, onClose }: Properties) {
  const { t } = useLanguage()
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') onReason(reason.trim())
  }
  return (
    <Modal open title={title} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{what}</p>
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <Labelled label={t('common.reason')} htmlFor="act-reason">
          <Input.TextArea
            id="act-reason"
            autoFocus
            required
            maxLength={500}
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger htmlType="submit" disabled={reason.trim() === ''} loading={pending}>
            {title}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
