import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import type { RecordView } from '../../http/api/records.ts'
import { fieldOfSchema } from '../form/field.ts'
import { FieldInput } from '../form/field-input.tsx'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

const nothingYet = { field: '', value: undefined as unknown, reason: '', password: '', secondLogin: '', secondPassword: '' }

/** Corrects one field: never in place, always with a reason, and never by one person alone. */
export function CorrectionDialog({ record, path, onClose }: Readonly<{ record: RecordView; path: string; onClose: () => void }>) {
  const { t, words } = useLanguage()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [entered, setEntered] = useState(nothingYet)
  const set = (change: Partial<typeof entered>) => setEntered({ ...entered, ...change })
  const key = useRef(makeIdempotencyKey())
  const correctable = record.fields.filter((field) => field.correctable)
  const chosen = correctable.find((one) => one.key === entered.field)
  const field = useMemo(() => (chosen === undefined ? undefined : fieldOfSchema(chosen.key, chosen.schema)), [chosen])
  const correct = useMutation({
    mutationFn: () =>
      request('POST', `/api/records/${path}/corrections`, {
        body: {
          field: entered.field,
          value: typeof entered.value === 'string' ? entered.value.trim() : entered.value,
          reason: entered.reason.trim(),
          password: entered.password,
          agreedBy: { login: entered.secondLogin.trim(), password: entered.secondPassword },
        },
        idempotencyKey: key.current,
      }),
    onSuccess: () => {
      void message.success(t('correction.done'))
      void cache.invalidateQueries()
      onClose()
    },
    onError: () => set({ password: '', secondPassword: '' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    correct.mutate()
  }
  return (
    <Modal open title={t('record.correct')} footer={null} onCancel={onClose} width={620} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('correction.what')}</p>
        {correct.error !== null && <ProblemNotice error={correct.error} />}
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
              required
              autoComplete="current-password"
              value={entered.password}
              onChange={(event) => set({ password: event.target.value })}
            />
          </Labelled>
          <div className="columns">
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
          </div>
        </fieldset>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
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
