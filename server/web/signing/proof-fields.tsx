import { EditOutlined, KeyOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Proofs, Signing } from '../../http/api/signing.ts'
import { wallTime } from '../form/zoned-time.ts'
import { useLanguage } from '../language/language.tsx'
import { FactorProblem } from '../security/factor-problem.tsx'
import { answerWithPasskey, hasPasskeys } from '../security/passkey.ts'
import { Labelled } from '../shell/labelled.tsx'

type Properties = Readonly<{
  signing: Signing | undefined
  refused: unknown
  pending: boolean
  onSign: (proofs: Proofs) => void
  onClose: () => void
}>

/** The password, a one-time code where one is enrolled, or the passkey; and the words that say which of them are needed. */
export function ProofFields({ signing, refused, pending, onSign, onClose }: Properties) {
  const { t } = useLanguage()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const field = useRef<InputRef>(null)
  useEffect(() => {
    // A refused proof is typed anew, not edited unseen.
    if (refused === null || refused === undefined) return
    setPassword('')
    setCode('')
    field.current?.focus()
  }, [refused])
  const passkey = useMutation({
    mutationFn: async (asked: NonNullable<Signing['passkey']>) => ({
      ticket: asked.ticket,
      response: await answerWithPasskey(asked.options),
    }),
    onSuccess: (shown) => onSign({ passkey: shown }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pending || (password === '' && code === '')) return
    onSign({ ...(password !== '' && { password }), ...(code !== '' && { totp: code.trim() }) })
  }
  const asked = signing?.passkey ?? null
  const needs = needsOf(signing)
  const values = { time: signing?.series ? wallTime(signing.series.endsAt, signing.zone) : '', signed: signing?.series?.signed ?? 0 }
  return (
    <form className="stack" onSubmit={submit}>
      {needs !== undefined && <p className="signing-needs">{t(needs, values)}</p>}
      <FactorProblem error={passkey.error} />
      {asked !== null && hasPasskeys() && (
        <Button
          size="large"
          icon={<KeyOutlined aria-hidden />}
          loading={passkey.isPending || pending}
          onClick={() => passkey.mutate(asked)}
        >
          {t('sign.withPasskey')}
        </Button>
      )}
      <Labelled label={t('sign.password')} htmlFor="sign-password" hint={t('sign.why')}>
        <Input.Password
          ref={field}
          autoFocus
          id="sign-password"
          autoComplete="current-password"
          aria-describedby="sign-password-hint"
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Labelled>
      {signing?.has.totp === true && (
        <Labelled label={t('factor.code')} htmlFor="sign-code" hint={t('factor.codeHint')}>
          <Input
            id="sign-code"
            inputMode="numeric"
            autoComplete="one-time-code"
            aria-describedby="sign-code-hint"
            maxLength={10}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </Labelled>
      )}
      <div className="actions end">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          icon={<EditOutlined aria-hidden />}
          disabled={password === '' && code === ''}
          loading={pending}
        >
          {t('sign.submit')}
        </Button>
      </div>
    </form>
  )
}

function needsOf(signing: Signing | undefined) {
  if (signing === undefined || (!signing.has.totp && !signing.has.passkey)) return undefined
  if (signing.series !== null) return 'sign.needsOne' as const
  if (!signing.has.totp) return 'sign.needsPasskey' as const
  return signing.passkey === null ? ('sign.needsBoth' as const) : ('sign.needsBothOrPasskey' as const)
}
