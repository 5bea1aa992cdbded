import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import type { RecordView } from '../../http/api/records.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

type Properties = Readonly<{ path: string; field: RecordView['fields'][number]; onValue: (value: string) => void; onClose: () => void }>

/** Opening a masked value is an act of its own, recorded with its reason. */
export function UnmaskDialog({ path, field, onValue, onClose }: Properties) {
  const { t, words } = useLanguage()
  const [reason, setReason] = useState('')
  const unmask = useMutation({
    mutationFn: () =>
      request<{ value: unknown }>('POST', `/api/records/${path}/unmask`, { body: { path: `/${field.key}`, reason: reason.trim() } }),
    onSuccess: ({ value }) => onValue(textOf(value)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    unmask.mutate()
  }
  return (
    <Modal open title={t('unmask.title', { field: words(field.title) })} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('unmask.what')}</p>
        {unmask.error !== null && <ProblemNotice error={unmask.error} />}
        <Labelled label={t('common.reason')} htmlFor="unmask-reason">
          <Input.TextArea
            id="unmask-reason"
            autoFocus
            required
            minLength={4}
            maxLength={500}
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={reason.trim().length < 4} loading={unmask.isPending}>
            {t('unmask.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** A text as it is; of files their names. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(' ')
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value)
}
