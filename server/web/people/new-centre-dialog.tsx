import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { CentreNames } from './centre-names.tsx'

/** Makes a testing centre known, so that roles can be given and cases opened there; its licence is a case of its own. */
export function NewCentreDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [code, setCode] = useState('')
  const [name, setName] = useState({ zh: '', en: '' })
  const enter = useMutation({
    mutationFn: () => request('POST', '/api/centres', { body: { code: code.trim(), name } }),
    onSuccess: () => {
      void cache.invalidateQueries()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <Modal open title={t('people.newCentre')} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('people.newCentreWhat')}</p>
        {enter.error !== null && <ProblemNotice error={enter.error} />}
        <Labelled label={t('people.centreCode')} htmlFor="centre-code" hint={t('people.centreCodeHint')}>
          <Input
            id="centre-code"
            aria-describedby="centre-code-hint"
            autoFocus
            required
            inputMode="numeric"
            maxLength={60}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </Labelled>
        <CentreNames value={name} onChange={setName} />
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={enter.isPending}>
            {t('people.newCentre')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
