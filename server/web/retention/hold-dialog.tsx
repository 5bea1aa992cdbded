import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

/** Places a legal hold on a case, with what it rests on. */
export function HoldDialog({ caseNumber, onClose }: Readonly<{ caseNumber?: string; onClose: () => void }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [number, setNumber] = useState(caseNumber ?? '')
  const [reference, setReference] = useState('')
  const [reason, setReason] = useState('')
  const place = useMutation({
    mutationFn: () =>
      request('POST', '/api/retention/holds', { body: { case: number.trim(), reference: reference.trim(), reason: reason.trim() } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['retention'] })
      onClose()
    },
  })
  const missing = number.trim() === '' || reference.trim() === '' || reason.trim().length < 4
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!missing) place.mutate()
  }
  return (
    <Modal open title={t('retention.holdTitle')} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('retention.holdWhy')}</p>
        {place.error !== null && <ProblemNotice error={place.error} />}
        <Labelled label={t('retention.holdCase')} htmlFor="hold-case">
          <Input
            id="hold-case"
            required
            maxLength={60}
            readOnly={caseNumber !== undefined}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        </Labelled>
        <Labelled label={t('retention.holdReference')} htmlFor="hold-reference">
          <Input
            id="hold-reference"
            required
            autoFocus
            maxLength={200}
            value={reference}
            onChange={(event) => setReference(event.target.value)}
          />
        </Labelled>
        <Labelled label={t('retention.reason')} htmlFor="hold-reason">
          <Input.TextArea
            id="hold-reason"
            required
            maxLength={500}
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={missing} loading={place.isPending}>
            {t('retention.hold')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
