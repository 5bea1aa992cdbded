import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Static } from 'typebox'
import type { PersonDetail } from '../../http/api/people.ts'
import { node } from '../form/field.ts'
import { FieldInput } from '../form/field-input.tsx'
import { plainField } from '../form/plain-field.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

const personField = plainField('person')
const dateField = plainField('date')

/** Names who stands in for a person, for all their roles or some, from one day to before another; the reason is kept. */
export function DeputyDialog({ person, onClose }: Readonly<{ person: Static<typeof PersonDetail>; onClose: () => void }>) {
  const { t, words } = useLanguage()
  const { today } = useSession()
  const cache = useQueryClient()
  const nothingYet = {
    deputy: undefined as unknown,
    roles: [] as readonly string[],
    from: today as unknown,
    until: undefined as unknown,
    reason: '',
  }
  const [entered, setEntered] = useState(nothingYet)
  const set = (change: Partial<typeof entered>) => setEntered({ ...entered, ...change })
  const { deputy, roles, from, until, reason } = entered
  const name = useMutation({
    mutationFn: () =>
      request('POST', `/api/people/${person.person}/deputies`, {
        body: { deputy: node(deputy).person, roles, from, until, reason: reason.trim() },
      }),
    onSuccess: () => {
      void cache.invalidateQueries()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    name.mutate()
  }
  const held = new Map(person.grants.map(({ role, title }) => [role, words(title)]))
  const ready = node(deputy).person !== undefined && from !== undefined && until !== undefined && reason.trim().length >= 2
  const control = { invalid: false, describedBy: undefined }
  return (
    <Modal open title={t('people.nameDeputy')} footer={null} width={620} onCancel={onClose} mask={{ closable: false }}>
      <form className="stack" onSubmit={submit}>
        <p>{t('people.nameDeputyWhat', { name: person.name })}</p>
        {name.error !== null && <ProblemNotice error={name.error} />}
        <div className="columns">
          <Labelled label={t('people.deputyPerson')} htmlFor="deputy-person">
            <FieldInput {...control} id="deputy-person" field={personField} value={deputy} onChange={(next) => set({ deputy: next })} />
          </Labelled>
          <Labelled label={t('people.deputyRoles')} htmlFor="deputy-roles">
            <Select
              id="deputy-roles"
              mode="multiple"
              placeholder={t('people.deputyAllRoles')}
              value={[...roles]}
              options={[...held].map(([value, label]) => ({ value, label }))}
              onChange={(next: string[]) => set({ roles: next })}
            />
          </Labelled>
        </div>
        <div className="columns">
          <Labelled label={t('people.deputyFrom')} htmlFor="deputy-from">
            <FieldInput {...control} id="deputy-from" field={dateField} value={from} onChange={(next) => set({ from: next })} />
          </Labelled>
          <Labelled label={t('people.deputyUntil')} htmlFor="deputy-until">
            <FieldInput {...control} id="deputy-until" field={dateField} value={until} onChange={(next) => set({ until: next })} />
          </Labelled>
        </div>
        <Labelled label={t('common.reason')} htmlFor="deputy-reason">
          <Input
            id="deputy-reason"
            required
            minLength={2}
            maxLength={500}
            value={reason}
            onChange={(event) => set({ reason: event.target.value })}
          />
        </Labelled>
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!ready} loading={name.isPending}>
            {t('people.nameDeputy')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
