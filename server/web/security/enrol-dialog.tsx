import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import type { BegunTotp, EnrolledFactor } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { FactorName } from './factor-name.tsx'
import { FactorProblem } from './factor-problem.tsx'
import { OwnPassword } from './own-password.tsx'
import { createPasskey } from './passkey.ts'

type Properties = Readonly<{
  kind: 'totp' | 'passkey'
  onEnrolled: (recoveryCodes: readonly string[] | null) => void
  onClose: () => void
}>

/** Enrolling a factor: name and password first; then a passkey is made by the browser, or a code shows that the app has the secret. */
export function EnrolDialog({ kind, onEnrolled, onClose }: Properties) {
  const { t } = useLanguage()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [begun, setBegun] = useState<BegunTotp>()
  const begin = useMutation({
    mutationFn: async () => {
      if (kind === 'totp') return setBegun(await request<BegunTotp>('POST', '/api/factors/totp', { body: { name, password } }))
      const asked = await request<{ ticket: string; options: unknown }>('POST', '/api/factors/passkeys/options', {
        body: { name, password },
      })
      const { id, rawId, type, response } = await createPasskey(asked.options)
      const { clientDataJSON, attestationObject, transports } = response
      const made = { id, rawId, type, response: { clientDataJSON, attestationObject, ...(transports && { transports }) } }
      const done = await request<EnrolledFactor>('POST', '/api/factors/passkeys', { body: { ticket: asked.ticket, response: made } })
      onEnrolled(done.recoveryCodes)
    },
    onError: () => setPassword(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate()
  }
  return (
    <Modal
      open
      title={t(kind === 'totp' ? 'security.addTotp' : 'security.addPasskey')}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {begun === undefined ? (
        <form className="stack" onSubmit={submit}>
          <FactorProblem error={begin.error} />
          <FactorName name={name} onChange={setName} />
          <OwnPassword password={password} onChange={setPassword} />
          <div className="actions end">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={begin.isPending}>
              {t('security.next')}
            </Button>
          </div>
        </form>
      ) : (
        <ConfirmTotp begun={begun} onEnrolled={onEnrolled} onClose={onClose} />
      )}
    </Modal>
  )
}

function ConfirmTotp({ begun, onEnrolled, onClose }: Omit<Properties, 'kind'> & Readonly<{ begun: BegunTotp }>) {
  const { t } = useLanguage()
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => request<EnrolledFactor>('POST', `/api/factors/${begun.factor}/confirm`, { body: { code: code.trim() } }),
    onSuccess: ({ recoveryCodes }) => onEnrolled(recoveryCodes),
    onError: () => setCode(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t('security.scan')}</p>
      <img className="enrol-qr" src={begun.qr} alt={t('security.qr')} width="200" height="200" />
      <p>
        {t('security.secret')} <code className="enrol-secret">{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <FactorProblem error={confirm.error} />
      <Labelled label={t('factor.code')} htmlFor="enrol-code" hint={t('factor.codeHint')}>
        <Input
          id="enrol-code"
          autoFocus
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          aria-describedby="enrol-code-hint"
          minLength={6}
          maxLength={10}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </Labelled>
      <div className="actions end">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t('security.confirm')}
        </Button>
      </div>
    </form>
  )
}
