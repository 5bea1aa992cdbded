import { useMutation } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { FactorProblem } from './factor-problem.tsx'
import { OwnPassword } from './own-password.tsx'

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
        <OwnPassword password={password} onChange={setPassword} autoFocus />
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
