import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Security } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'

/** Accounts that failed attempts have locked, and the recorded way to unlock one. */
export function LockedSection({ security: { locked, mayAct } }: Readonly<{ security: Security }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [opening, setOpening] = useState<Security['locked'][number]>()
  const unlock = useMutation({
    mutationFn: (reason: string) => request('POST', `/api/security/accounts/${opening?.account}/unlock`, { body: { reason } }),
    onSuccess: () => {
      setOpening(undefined)
      void cache.invalidateQueries()
    },
  })
  return (
    <section className="panel" aria-labelledby="locked">
      <h2 id="locked">{t('office.locked')}</h2>
      {locked.length === 0 && <p className="secondary">{t('office.noLocked')}</p>}
      <ul className="grants">
        {locked.map((one) => (
          <li key={one.account}>
            <span>
              {one.name} <span className="secondary">{one.login}</span>
              <span className="secondary">
                {` · ${t('office.until')} `}
                <Moment at={one.until} />
              </span>
            </span>
            {mayAct && (
              <Button size="small" aria-label={t('office.unlockNamed', { name: one.name })} onClick={() => setOpening(one)}>
                {t('office.unlock')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {opening !== undefined && (
        <ReasonDialog
          title={t('office.unlock')}
          what={t('office.unlockWhat', { name: opening.name })}
          error={unlock.error}
          pending={unlock.isPending}
          onReason={(reason) => unlock.mutate(reason)}
          onClose={() => setOpening(undefined)}
        />
      )}
    </section>
  )
}
