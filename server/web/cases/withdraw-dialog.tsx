import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

type Properties = Readonly<{ error: unknown; pending: boolean; onWithdraw: (reason: string) => void; onClose: () => void }>

export function WithdrawDialog({ error, pending, onWithdraw, onClose }: Properties) {
  const { t } = useLanguage()
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') onWithdraw(reason.trim())
  }
  return (
    <Modal open title={t('contribution.withdraw')} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('contribution.withdrawWhat')}</p>
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <Labelled label={t('common.reason')} htmlFor="withdraw-reason">
          <Input.TextArea
            id="withdraw-reason"
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
            {t('contribution.withdraw')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
