import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Popconfirm } from 'antd'
import type { ErasureRequest } from '../../http/api/privacy.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

type Done = Readonly<{ outcome: 'erased' | 'declined'; cases: number; values: number }>

/** Erasures that wait for a second administrator. */
export function ErasuresSection() {
  const { t } = useLanguage()
  const client = useQueryClient()
  const { data, error } = useQuery({
    queryKey: ['privacy', 'erasures'],
    queryFn: ({ signal }) => request<ErasureRequest[]>('GET', '/api/privacy/erasures', { signal }),
  })
  const decide = useMutation({
    mutationFn: ({ id, agree }: Readonly<{ id: string; agree: boolean }>) =>
      request<Done>('POST', `/api/privacy/erasures/${id}/decision`, { body: { agree } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['privacy'] }),
  })
  return (
    <section aria-labelledby="privacy-waiting">
      <h2 id="privacy-waiting">{t('privacy.waiting')}</h2>
      {error !== null && <ProblemNotice error={error} />}
      {decide.error !== null && <ProblemNotice error={decide.error} />}
      {decide.data?.outcome === 'erased' && (
        <Alert type="success" showIcon title={t('privacy.erased', { values: decide.data.values, cases: decide.data.cases })} />
      )}
      {data?.length === 0 && <p className="secondary">{t('privacy.waitingNone')}</p>}
      <ul className="plain-list">
        {data?.map(({ id, basis, requestedBy, requestedAt, values, mayDecide }) => (
          <li key={id} className="stack">
            <span>
              <Moment at={requestedAt} /> {t('privacy.waitingLine', { name: requestedBy, n: values, basis })}
            </span>
            {mayDecide && (
              <span className="actions">
                <Popconfirm title={t('privacy.agreeWhat')} onConfirm={() => decide.mutate({ id, agree: true })}>
                  <Button danger loading={decide.isPending}>
                    {t('privacy.agree')}
                  </Button>
                </Popconfirm>
                <Button onClick={() => decide.mutate({ id, agree: false })}>{t('privacy.decline')}</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
