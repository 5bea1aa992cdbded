import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import type { TestingCentre } from '../../http/api/centres.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { CentreNames } from './centre-names.tsx'

/** Renames a testing centre, closes it to new roles and cases or opens it again; the reason is kept. */
export function ChangeCentreDialog({ centre, onClose }: Readonly<{ centre: TestingCentre; onClose: () => void }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [name, setName] = useState(centre.name)
  const [active, setActive] = useState(centre.active)
  const [reason, setReason] = useState('')
  const change = useMutation({
    mutationFn: () => request('POST', `/api/centres/${encodeURIComponent(centre.code)}`, { body: { name, active, reason: reason.trim() } }),
    onSuccess: () => {
      void cache.invalidateQueries()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Modal open title={`${t('people.changeCentre')} ${centre.code}`} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        {change.error !== null && <ProblemNotice error={change.error} />}
        <CentreNames value={name} onChange={setName} />
        <Checkbox checked={active} onChange={(event) => setActive(event.target.checked)}>
          {t('people.centreActive')}
        </Checkbox>
        <Labelled label={t('common.reason')} htmlFor="centre-reason">
          <Input
            id="centre-reason"
            required
            minLength={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={reason.trim().length < 2} loading={change.isPending}>
            {t('people.changeCentre')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
