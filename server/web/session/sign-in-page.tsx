import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import type { Static } from 'typebox'
import type { FactorNeeded, Session, Setup } from '../../http/api/session.ts'
import { ProblemError, request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { Doorway } from './doorway.tsx'
import { SecondFactor } from './second-factor.tsx'
import { keepSession, useSessionQuery } from './session.tsx'
import { wayBack } from './way-back.ts'

export function SignInPage() {
  const { t } = useLanguage()
  usePageTitle(t('signIn.title'))
  const [query] = useSearchParams()
  const cache = useQueryClient()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [needed, setNeeded] = useState<FactorNeeded>()
  const { data: session } = useSessionQuery()
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => request<Static<typeof Setup>>('GET', '/api/setup') })
  const signIn = useMutation({
    mutationFn: () => request<Session>('POST', '/api/session', { body: { login: login.trim(), password } }),
    onSuccess: (answer) => arrive(answer),
    onError: (error) => {
      const asked = factorNeededIn(error)
      if (asked !== undefined) setNeeded(asked)
      setPassword('')
    },
  })
  const arrive = (answer: Session) => {
    // What the person before saw on this machine is not for the next one.
    cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'setup' })
    cache.setQueryData(['session'], keepSession(answer))
  }
  if (setup.data?.needed === true) return <Navigate replace to="/setup" />
  if (session !== undefined && session !== null) return <Navigate replace to={wayBack(query.get('back'))} />

  if (needed !== undefined)
    return (
      <SecondFactor
        needed={needed}
        onSignedIn={arrive}
        onAgain={() => {
          setNeeded(undefined)
          signIn.reset()
        }}
      />
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <Doorway title={t('signIn.title')}>
      <form onSubmit={submit} className="stack">
        {signIn.error !== null && <ProblemNotice error={signIn.error} />}
        <Labelled label={t('signIn.login')} htmlFor="login">
          <Input
            id="login"
            name="username"
            autoComplete="username"
            autoFocus
            required
            maxLength={80}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        </Labelled>
        <Labelled label={t('signIn.password')} htmlFor="password">
          <Input.Password
            id="password"
            name="password"
            autoComplete="current-password"
            required
            maxLength={200}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        <Button type="primary" htmlType="submit" block size="large" loading={signIn.isPending}>
          {t('signIn.submit')}
        </Button>
        <p className="hint">{t('signIn.help')}</p>
      </form>
    </Doorway>
  )
}

function factorNeededIn(error: unknown): FactorNeeded | undefined {
  return error instanceof ProblemError && error.problem.code === 'factor-needed' ? (error.problem.rejection as FactorNeeded) : undefined
}
