import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { PersonDetail as PersonDetailSchema } from '../../http/api/people.ts'
import { useReference } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ResetFactors } from '../security/reset-factors.tsx'
import { useSession } from '../session/session.tsx'
import { Loading } from '../shell/loading.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { DeputyDialog } from './deputy-dialog.tsx'
import { GrantForm } from './grant-form.tsx'

type Detail = Static<typeof PersonDetailSchema>

/** The roles one person holds, and who stands for them. */
export function PersonDetail({ person }: Readonly<{ person: string }>) {
  const { t } = useLanguage()
  const { roles } = useSession()
  const [naming, setNaming] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['person', person],
    queryFn: () => request<Detail>('GET', `/api/people/${person}`),
  })
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const mayGrant = roles.some(({ role }) => role === 'security_admin')
  return (
    <section className="panel" aria-labelledby="person-name">
      <h2 id="person-name">{data.name}</h2>
      <Grants person={data} mayEnd={mayGrant} />
      {data.deputies.length > 0 && (
        <>
          <h3>{t('people.deputies')}</h3>
          <ul className="plain-list">
            {data.deputies.map((one) => (
              <li key={`${one.person} ${one.deputy} ${one.from}`}>
                {t('people.deputy', { name: one.name, deputy: one.deputyName, from: one.from, until: one.until })}
              </li>
            ))}
          </ul>
        </>
      )}
      {mayGrant && <GrantForm person={person} />}
      {mayGrant && (
        <div className="actions">
          <Button onClick={() => setNaming(true)}>{t('people.nameDeputy')}</Button>
          <ResetFactors person={person} />
        </div>
      )}
      {naming && <DeputyDialog person={data} onClose={() => setNaming(false)} />}
    </section>
  )
}

function Grants({ person, mayEnd }: Readonly<{ person: Detail; mayEnd: boolean }>) {
  const { t, words } = useLanguage()
  const cache = useQueryClient()
  const { data: reference } = useReference()
  const [ending, setEnding] = useState<string>()
  const end = useMutation({
    mutationFn: (reason: string) => request('POST', `/api/grants/${ending}/end`, { body: { reason } }),
    onSuccess: () => {
      setEnding(undefined)
      void cache.invalidateQueries()
    },
  })
  const centreName = (code: string) => {
    const centre = reference?.centres.find((one) => one.code === code)
    return centre === undefined ? code : words(centre)
  }
  return (
    <ul className="grants">
      {person.grants.length === 0 && <li className="secondary">{t('people.noRoles')}</li>}
      {person.grants.map(({ id, title, site, from, until }) => (
        <li key={id}>
          <span>
            {words(title)}
            {site !== null && ` · ${centreName(site)}`}
            <span className="secondary">{` ${t(until === null ? 'people.from' : 'people.fromUntil', { from, until: until ?? '' })}`}</span>
          </span>
          {mayEnd && until === null && (
            <Button size="small" aria-label={t('people.endNamed', { role: words(title) })} onClick={() => setEnding(id)}>
              {t('people.end')}
            </Button>
          )}
        </li>
      ))}
      {ending !== undefined && (
        <ReasonDialog
          title={t('people.end')}
          what={t('people.endWhat')}
          error={end.error}
          pending={end.isPending}
          onReason={(reason) => end.mutate(reason)}
          onClose={() => {
            setEnding(undefined)
            end.reset()
          }}
        />
      )}
    </ul>
  )
}
