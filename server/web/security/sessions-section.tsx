import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { OwnSessions } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { deviceName } from './device-name.ts'

/** Where the account is signed in, and the way out of each. */
export function SessionsSection() {
  const { t } = useLanguage()
  const { data, error, refetch } = useQuery({ queryKey: ['own-sessions'], queryFn: () => request<OwnSessions>('GET', '/api/sessions') })
  const end = useMutation({
    mutationFn: (session: string | null) => request('POST', session === null ? '/api/sessions/end-others' : `/api/sessions/${session}/end`),
    onSettled: () => void refetch(),
  })
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <section className="panel" aria-labelledby="own-sessions">
      <div className="page-head">
        <h2 id="own-sessions">{t('security.sessions')}</h2>
        {data.length > 1 && <Button onClick={() => end.mutate(null)}>{t('security.endOthers')}</Button>}
      </div>
      {end.error !== null && <ProblemNotice error={end.error} />}
      <ul className="grants">
        {data.map(({ session, startedAt, lastSeen, address, device, current }) => {
          const name = deviceName(device) ?? t('security.unknownDevice')
          return (
            <li key={session}>
              <span>
                {name} <span className="secondary">{address}</span>
                {current && <strong>{` · ${t('security.current')}`}</strong>}
                <span className="secondary">
                  {` · ${t('security.started')} `}
                  <Moment at={startedAt} />
                  {` · ${t('security.seen')} `}
                  <Moment at={lastSeen} />
                </span>
              </span>
              {!current && (
                <Button size="small" aria-label={t('security.endNamed', { device: name })} onClick={() => end.mutate(session)}>
                  {t('security.end')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
