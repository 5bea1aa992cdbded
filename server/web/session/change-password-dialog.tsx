import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

export function ChangePasswordDialog({ onClose, forced = false }: Readonly<{ onClose: () => void; forced?: boolean }>) {
  const { t } = useLanguage()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [again, setAgain] = useState('')
  const differs = again !== '' && again !== fresh
  const change = useMutation({
    mutationFn: () => request('POST', '/api/session/password', { body: { old, new: fresh } }),
    onSuccess: () => {
      void message.success(t('password.changed'))
      void cache.invalidateQueries()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fresh === again) change.mutate()
  }
  return (
    <Modal
      open
      title={t('account.changePassword')}
      footer={null}
      onCancel={onClose}
      closable={!forced}
      keyboard={!forced}
      mask={{ closable: false }}
    >
      <form className="stack" onSubmit={submit}>
        {forced && <p>{t('password.forced')}</p>}
        {change.error !== null && <ProblemNotice error={change.error} />}
        <Labelled label={t('password.old')} htmlFor="password-old">
          <Input.Password
            id="password-old"
            autoFocus
            required
            autoComplete="current-password"
            value={old}
            onChange={(event) => setOld(event.target.value)}
          />
        </Labelled>
        <Labelled label={t('password.new')} htmlFor="password-new" hint={t('setup.passwordHint')}>
          <Input.Password
            id="password-new"
            required
            minLength={10}
            autoComplete="new-password"
            aria-describedby="password-new-hint"
            value={fresh}
            onChange={(event) => setFresh(event.target.value)}
          />
        </Labelled>
        <Labelled label={t('password.again')} htmlFor="password-again" problem={differs ? t('password.differs') : undefined}>
          <Input.Password
            id="password-again"
            required
            autoComplete="new-password"
            aria-invalid={differs}
            aria-describedby="password-again-problem"
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          {!forced && <Button onClick={onClose}>{t('common.cancel')}</Button>}
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('password.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
