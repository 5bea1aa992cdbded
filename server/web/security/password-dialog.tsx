import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { FactorProblem } from './factor-problem.tsx'

type Properties = Readonly<{ title: string; what: string; act: (password: string) => Promise<unknown>; onClose: () => void }>

/** An act upon one's own account, done by whoever knows its password. */
export function PasswordDialog({ title, what, act, onClose }: Properties) {
  const { t } = useLanguage()
  const [password, setPassword] = useState('')
  const acting = useMutation({ mutationFn: () => act(password), onError: () => setPassword('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    acting.mutate()
  }
  return (
    <Modal open title={title} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{what}</p>
        <FactorProblem error={acting.error} />
        <Labelled label={t('security.password')} htmlFor="own-password">
          <Input.Password
            id="own-password"
            autoFocus
            required
            autoComplete="current-password"
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={acting.isPending}>
            {title}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
