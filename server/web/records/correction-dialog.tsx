import { KeyOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import type { Factors } from '../../http/api/factors.ts'
import type { RecordView } from '../../http/api/records.ts'
import type { Proofs, Signing } from '../../http/api/signing.ts'
import { fieldOfSchema } from '../form/field.ts'
import { FieldInput } from '../form/field-input.tsx'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { FactorProblem } from '../security/factor-problem.tsx'
import { answerWithPasskey, hasPasskeys } from '../security/passkey.ts'
import { Labelled } from '../shell/labelled.tsx'

const nothingYet = {
  field: '',
  value: undefined as unknown,
  reason: '',
  password: '',
  code: '',
  secondLogin: '',
  secondPassword: '',
  secondCode: '',
}

/** Corrects one field: never in place, always with a reason, and never by one person alone. */
export function CorrectionDialog({ record, path, onClose }: Readonly<{ record: RecordView; path: string; onClose: () => void }>) {
  const { t, words } = useLanguage()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [entered, setEntered] = useState(nothingYet)
  const set = (change: Partial<typeof entered>) => setEntered({ ...entered, ...change })
  const key = useRef(makeIdempotencyKey())
  const frame = useRef<HTMLFormElement>(null)
  const factors = useQuery({ queryKey: ['factors'], queryFn: () => request<Factors>('GET', '/api/factors') })
  const has = (kind: 'totp' | 'passkey') => factors.data?.factors.some((one) => one.kind === kind && !one.suspended) === true
  const correctable = record.fields.filter((field) => field.correctable)
  const chosen = correctable.find((one) => one.key === entered.field)
  const field = useMemo(() => (chosen === undefined ? undefined : fieldOfSchema(chosen.key, chosen.schema)), [chosen])
  const correct = useMutation({
    mutationFn: async (withPasskey: boolean) => {
      const body = {
        field: entered.field,
        value: typeof entered.value === 'string' ? entered.value.trim() : entered.value,
        reason: entered.reason.trim(),
        agreedBy: {
          login: entered.secondLogin.trim(),
          password: entered.secondPassword,
          ...(entered.secondCode !== '' && { totp: entered.secondCode.trim() }),
        },
      }
      const proofs = withPasskey ? await passkeyProof(`/api/records/${path}/corrections/signing`, body) : typedProof(entered)
      return request('POST', `/api/records/${path}/corrections`, { body: { ...body, ...proofs }, idempotencyKey: key.current })
    },
    onSuccess: () => {
      void message.success(t('correction.done'))
      void cache.invalidateQueries()
      onClose()
    },
    onError: () => set({ password: '', code: '', secondPassword: '', secondCode: '' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    correct.mutate(false)
  }
  return (
    <Modal open title={t('record.correct')} footer={null} onCancel={onClose} width={620} mask={{ closable: false }}>
      <form ref={frame} className="stack" onSubmit={submit}>
        <p>{t('correction.what')}</p>
        <FactorProblem error={correct.error} />
        <Labelled label={t('correction.field')} htmlFor="correction-field">
          <Select
            id="correction-field"
            placeholder={t('form.choose')}
            value={entered.field === '' ? null : entered.field}
            options={correctable.map((one) => ({ value: one.key, label: words(one.title) }))}
            onChange={(field: string) => set({ field, value: undefined })}
          />
        </Labelled>
        {chosen && (
          <p className="old-value">
            {t('correction.old')} <del>{chosen.text === '' ? t('record.unset') : chosen.text}</del>
          </p>
        )}
        {field && (
          <div className="field-control">
            <p className="field-label" id="correction-value-label">
              {t('correction.value')}
            </p>
            <FieldInput
              key={field.key}
              id="correction-value"
              field={field}
              label={t('correction.value')}
              value={entered.value}
              invalid={false}
              describedBy={undefined}
              onChange={(value) => set({ value })}
            />
          </div>
        )}
        <Labelled label={t('common.reason')} htmlFor="correction-reason">
          <Input.TextArea
            id="correction-reason"
            required
            minLength={4}
            maxLength={500}
            rows={2}
            value={entered.reason}
            onChange={(event) => set({ reason: event.target.value })}
          />
        </Labelled>
        <fieldset className="administrator">
          <legend>{t('correction.signatures')}</legend>
          <Labelled label={t('sign.password')} htmlFor="correction-password">
            <Input.Password
              id="correction-password"
              required={factors.data?.factors.length === 0}
              autoComplete="current-password"
              value={entered.password}
              onChange={(event) => set({ password: event.target.value })}
            />
          </Labelled>
          {has('totp') && (
            <Labelled label={t('factor.code')} htmlFor="correction-code">
              <Input
                id="correction-code"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={10}
                value={entered.code}
                onChange={(event) => set({ code: event.target.value })}
              />
            </Labelled>
          )}
          <div className="columns three">
            <Labelled label={t('correction.secondLogin')} htmlFor="correction-second-login">
              <Input
                id="correction-second-login"
                required
                autoComplete="off"
                value={entered.secondLogin}
                onChange={(event) => set({ secondLogin: event.target.value })}
              />
            </Labelled>
            <Labelled label={t('correction.secondPassword')} htmlFor="correction-second-password">
              <Input.Password
                id="correction-second-password"
                required
                autoComplete="off"
                value={entered.secondPassword}
                onChange={(event) => set({ secondPassword: event.target.value })}
              />
            </Labelled>
            <Labelled label={t('correction.secondCode')} htmlFor="correction-second-code">
              <Input
                id="correction-second-code"
                inputMode="numeric"
                autoComplete="off"
                maxLength={10}
                value={entered.secondCode}
                onChange={(event) => set({ secondCode: event.target.value })}
              />
            </Labelled>
          </div>
        </fieldset>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {has('passkey') && hasPasskeys() && (
            <Button
              icon={<KeyOutlined aria-hidden />}
              disabled={entered.value === undefined || entered.value === ''}
              onClick={() => frame.current?.reportValidity() === true && correct.mutate(true)}
            >
              {t('sign.withPasskey')}
            </Button>
          )}
          <Button
            type="primary"
            htmlType="submit"
            disabled={entered.value === undefined || entered.value === ''}
            loading={correct.isPending}
          >
            {t('correction.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function typedProof({ password, code }: typeof nothingYet): Proofs {
  return { ...(password !== '' && { password }), ...(code !== '' && { totp: code.trim() }) }
}

/** The challenge is made for this very correction. */
async function passkeyProof(address: string, body: unknown): Promise<Proofs> {
  const { passkey } = await request<Signing>('POST', address, { body })
  if (passkey === null) return {}
  return { passkey: { ticket: passkey.ticket, response: await answerWithPasskey(passkey.options) } }
}
