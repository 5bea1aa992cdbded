import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { useReference } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

/** Gives a role from today on, for all centres or one; the reason is kept. */
export function GrantForm({ person }: Readonly<{ person: string }>) {
  const { t, words } = useLanguage()
  const { today } = useSession()
  const cache = useQueryClient()
  const { data: reference } = useReference()
  const [role, setRole] = useState<string>()
  const [site, setSite] = useState<string>()
  const [reason, setReason] = useState('')
  const grant = useMutation({
    mutationFn: () =>
      request('POST', `/api/people/${person}/grants`, { body: { role, site: site ?? null, from: today, reason: reason.trim() } }),
    onSuccess: () => {
      setRole(undefined)
      setReason('')
      void cache.invalidateQueries()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    grant.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <h3>{t('people.grant')}</h3>
      {grant.error !== null && <ProblemNotice error={grant.error} />}
      <div className="columns">
        <Labelled label={t('people.role')} htmlFor="grant-role">
          <Select
            id="grant-role"
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('form.choose')}
            value={role ?? null}
            options={reference?.roles.map((one) => ({ value: one.code, label: words(one) })) ?? []}
            onChange={(next: string) => setRole(next)}
          />
        </Labelled>
        <Labelled label={t('cases.centre')} htmlFor="grant-site">
          <Select
            id="grant-site"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('people.everywhere')}
            value={site ?? null}
            options={reference?.centres.filter(({ active }) => active).map((one) => ({ value: one.code, label: words(one) })) ?? []}
            onChange={(next: string | null | undefined) => setSite(next ?? undefined)}
          />
        </Labelled>
      </div>
      <Labelled label={t('common.reason')} htmlFor="grant-reason">
        <Input
          id="grant-reason"
          required
          minLength={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Labelled>
      <div className="actions">
        <Button type="primary" htmlType="submit" disabled={role === undefined || reason.trim().length < 2} loading={grant.isPending}>
          {t('people.grant')}
        </Button>
      </div>
    </form>
  )
}
