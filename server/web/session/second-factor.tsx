import { KeyOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import type { FactorNeeded, Session } from '../../http/api/session.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { FactorProblem } from '../security/factor-problem.tsx'
import { answerWithPasskey, hasPasskeys } from '../security/passkey.ts'
import { Labelled } from '../shell/labelled.tsx'
import { Doorway } from './doorway.tsx'

type Properties = Readonly<{ needed: FactorNeeded; onSignedIn: (session: Session) => void; onAgain: () => void }>
type Shown = Readonly<{ code: string } | { recovery: string } | { passkey: true }>

/** The second half of signing in: the factor of the account, or a recovery code where none is at hand. */
export function SecondFactor({ needed, onSignedIn, onAgain }: Properties) {
  const { t } = useLanguage()
  const { ticket, kinds } = needed
  const withPasskey = kinds.includes('passkey') && hasPasskeys()
  const [recovering, setRecovering] = useState(!kinds.includes('totp') && !withPasskey)
  const [text, setText] = useState('')
  const show = useMutation({
    mutationFn: async (shown: Shown) => {
      const answer = 'passkey' in shown ? { passkey: await answerWithPasskey(needed.options) } : shown
      return request<Session>('POST', '/api/session/factor', { body: { ticket, ...answer } })
    },
    onSuccess: onSignedIn,
    onError: () => setText(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    show.mutate(recovering ? { recovery: text.trim() } : { code: text.trim() })
  }
  const label = recovering ? 'factor.recovery' : 'factor.code'
  return (
    <Doorway title={t('signIn.factorTitle')}>
      <form onSubmit={submit} className="stack">
        <p>{t('signIn.factorWhy')}</p>
        <FactorProblem error={show.error} />
        {withPasskey && (
          <Button type="primary" block size="large" icon={<KeyOutlined aria-hidden />} onClick={() => show.mutate({ passkey: true })}>
            {t('signIn.withPasskey')}
          </Button>
        )}
        {(recovering || kinds.includes('totp')) && (
          <>
            <Labelled label={t(label)} htmlFor="second-factor" hint={t(recovering ? 'factor.recoveryHint' : 'factor.codeHint')}>
              <Input
                key={label}
                id="second-factor"
                autoFocus
                required
                inputMode={recovering ? 'text' : 'numeric'}
                autoComplete={recovering ? 'off' : 'one-time-code'}
                aria-describedby="second-factor-hint"
                minLength={recovering ? 16 : 6}
                maxLength={recovering ? 40 : 10}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </Labelled>
            <Button type={withPasskey ? 'default' : 'primary'} htmlType="submit" block size="large" loading={show.isPending}>
              {t('signIn.submit')}
            </Button>
          </>
        )}
        <div className="actions">
          <Button
            onClick={() => {
              setRecovering(!recovering)
              setText('')
            }}
          >
            {t(recovering ? 'signIn.noRecovery' : 'signIn.useRecovery')}
          </Button>
          <Button onClick={onAgain}>{t('signIn.again')}</Button>
        </div>
      </form>
    </Doorway>
  )
}
