import { EditOutlined } from '@ant-design/icons'
import { Button, Input, type InputRef, Modal } from 'antd'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

type Properties = Readonly<{
  title: string
  meaning: string
  role: string
  /** What the name will stand under. */
  signed: readonly string[]
  error: unknown
  pending: boolean
  onSign: (password: string) => void
  onClose: () => void
  children?: ReactNode
}>

/** Signing: who I am is shown again by password, with name, role, meaning and what is signed in plain sight. */
export function SigningDialog({ title, meaning, role, signed, error, pending, onSign, onClose, children }: Properties) {
  const { t } = useLanguage()
  const session = useSession()
  const [password, setPassword] = useState('')
  const field = useRef<InputRef>(null)
  useEffect(() => {
    // A refused password is typed anew, not edited unseen.
    if (error === null || error === undefined) return
    setPassword('')
    field.current?.focus()
  }, [error])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password !== '' && !pending) onSign(password)
  }
  return (
    <Modal open title={title} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <dl className="facts">
          <dt>{t('sign.signer')}</dt>
          <dd>
            {session.name} <span className="secondary">{session.login}</span>
          </dd>
          <dt>{t('sign.role')}</dt>
          <dd>{role}</dd>
          <dt>{t('sign.meaning')}</dt>
          <dd className="strong">{meaning}</dd>
          <dt>{t('sign.what')}</dt>
          <dd>
            <ul>
              {signed.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </dd>
          <dt>{t('sign.time')}</dt>
          <dd>
            <time dateTime={session.today}>{session.today}</time>{' '}
            <span className="secondary">{t('sign.timeNote', { zone: session.organisation.zone })}</span>
          </dd>
        </dl>
        {children}
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <Labelled label={t('sign.password')} htmlFor="sign-password" hint={t('sign.why')}>
          <Input.Password
            ref={field}
            autoFocus
            id="sign-password"
            autoComplete="current-password"
            aria-describedby="sign-password-hint"
            required
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" icon={<EditOutlined aria-hidden />} disabled={password === ''} loading={pending}>
            {t('sign.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
