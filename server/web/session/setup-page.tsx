import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Static } from 'typebox'
import type { Setup, SetupRequest } from '../../http/api/session.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Labelled } from '../shell/labelled.tsx'
import { Loading } from '../shell/loading.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { AdministratorFields } from './administrator-fields.tsx'
import { Doorway } from './doorway.tsx'

const demands = ['administrators', 'everybody', 'nobody'] as const
const kinds = ['system_admin', 'security_admin', 'audit_admin'] as const
type SetupBody = Static<typeof SetupRequest>
export type Administrator = SetupBody['administrators'][number]

/** The first page of an empty organisation: its name, and three administrators none of whom can act alone. */
export function SetupPage() {
  const { t } = useLanguage()
  usePageTitle(t('setup.title'))
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [organisation, setOrganisation] = useState({ zh: '', en: '' })
  const [administrators, setAdministrators] = useState<readonly Administrator[]>(
    kinds.map((kind) => ({ kind, name: '', login: '', password: '' })),
  )
  const [secondFactor, setSecondFactor] = useState<(typeof demands)[number]>('administrators')
  const { data: setup } = useQuery({ queryKey: ['setup'], queryFn: () => request<Static<typeof Setup>>('GET', '/api/setup') })
  const save = useMutation({
    mutationFn: (body: SetupBody) => request('POST', '/api/setup', { body }),
    onSuccess: () => {
      cache.setQueryData(['setup'], { needed: false })
      void navigate('/sign-in')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ organisation, secondFactor, administrators: [...administrators] })
  }
  const change = (index: number, changed: Administrator) =>
    setAdministrators(administrators.map((one, at) => (at === index ? changed : one)))

  if (setup === undefined) return <Loading />
  if (!setup.needed)
    return (
      <Doorway title={t('setup.done')}>
        <p>
          <Link to="/sign-in">{t('signIn.title')}</Link>
        </p>
      </Doorway>
    )
  return (
    <Doorway title={t('setup.title')} wide>
      <form className="stack" onSubmit={submit}>
        <fieldset className="plain">
          <legend>
            <h2>{t('setup.organisation')}</h2>
          </legend>
          <div className="columns">
            <Labelled label={t('setup.organisationZh')} htmlFor="organisation-zh">
              <Input
                id="organisation-zh"
                required
                maxLength={120}
                value={organisation.zh}
                onChange={(event) => setOrganisation({ ...organisation, zh: event.target.value })}
              />
            </Labelled>
            <Labelled label={t('setup.organisationEn')} htmlFor="organisation-en">
              <Input
                id="organisation-en"
                required
                maxLength={120}
                value={organisation.en}
                onChange={(event) => setOrganisation({ ...organisation, en: event.target.value })}
              />
            </Labelled>
          </div>
        </fieldset>
        <section>
          <h2>{t('setup.administrators')}</h2>
          <p>{t('setup.why')}</p>
        </section>
        {administrators.map((one, index) => (
          <AdministratorFields key={one.kind} value={one} onChange={(changed) => change(index, changed)} />
        ))}
        <Labelled label={t('setup.secondFactor')} htmlFor="second-factor" hint={t('setup.secondFactorWhy')}>
          <Select
            id="second-factor"
            aria-describedby="second-factor-hint"
            value={secondFactor}
            options={demands.map((value) => ({ value, label: t(`office.demand.${value}`) }))}
            onChange={setSecondFactor}
          />
        </Labelled>
        {save.error !== null && <ProblemNotice error={save.error} />}
        <Button type="primary" htmlType="submit" size="large" loading={save.isPending}>
          {t('setup.submit')}
        </Button>
      </form>
    </Doorway>
  )
}
