import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

/** A person and their account; by itself it gives no right. */
export function NewAccountDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [entered, setEntered] = useState({ name: '', login: '', password: '' })
  const make = useMutation({
    mutationFn: () => request('POST', '/api/accounts', { body: entered }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['people'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Modal open title={t('people.new')} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('people.newWhat')}</p>
        {make.error !== null && <ProblemNotice error={make.error} />}
        <Labelled label={t('setup.name')} htmlFor="account-name">
          <Input
            id="account-name"
            autoFocus
            required
            maxLength={80}
            value={entered.name}
            onChange={(event) => setEntered({ ...entered, name: event.target.value })}
          />
        </Labelled>
        <Labelled label={t('signIn.login')} htmlFor="account-login">
          <Input
            id="account-login"
            required
            maxLength={80}
            autoComplete="off"
            value={entered.login}
            onChange={(event) => setEntered({ ...entered, login: event.target.value })}
          />
        </Labelled>
        <Labelled label={t('signIn.password')} htmlFor="account-password" hint={t('setup.passwordHint')}>
          <Input.Password
            id="account-password"
            aria-describedby="account-password-hint"
            required
            minLength={10}
            autoComplete="new-password"
            value={entered.password}
            onChange={(event) => setEntered({ ...entered, password: event.target.value })}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={make.isPending}>
            {t('people.new')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
