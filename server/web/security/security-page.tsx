import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import type { Security } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { DemandSection } from './demand-section.tsx'
import { LockedSection } from './locked-section.tsx'
import { SecurityEvents } from './security-events.tsx'

/** The office of the security administrator: locks, failed attempts, alarms, and of whom a second factor is demanded. */
export function SecurityPage() {
  const { t } = useLanguage()
  usePageTitle(t('office.title'))
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery({ queryKey: ['security'], queryFn: () => request<Security>('GET', '/api/security') })
  const notice = useMutation({
    mutationFn: () => request('POST', '/api/security/notice'),
    onSettled: () => void cache.invalidateQueries(),
  })
  if (data === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('office.title')}</h1>
        <p className="secondary">{t('office.why')}</p>
      </div>
      {data.alarms > 0 && (
        <Alert
          type="error"
          showIcon
          title={t('office.alarms', { count: data.alarms })}
          action={
            data.mayAct && (
              <Button loading={notice.isPending} onClick={() => notice.mutate()}>
                {t('office.notice')}
              </Button>
            )
          }
        />
      )}
      <LockedSection security={data} />
      <DemandSection security={data} />
      <SecurityEvents events={data.events} />
    </div>
  )
}
