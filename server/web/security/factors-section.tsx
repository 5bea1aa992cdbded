import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import type { Factors } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { FactorActs } from './factor-acts.tsx'
import { hasPasskeys } from './passkey.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'

/** The second factors of the account, and the codes for the day they are lost. */
export function FactorsSection() {
  const { t } = useLanguage()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [enrolling, setEnrolling] = useState<'totp' | 'passkey'>()
  const [renewing, setRenewing] = useState(false)
  const [codes, setCodes] = useState<readonly string[]>()
  const { data, error, refetch } = useQuery({ queryKey: ['factors'], queryFn: () => request<Factors>('GET', '/api/factors') })
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const changed = () => void cache.invalidateQueries()
  const enrolled = (fresh: readonly string[] | null) => {
    setEnrolling(undefined)
    if (fresh === null) void message.success(t('security.done'))
    else setCodes(fresh)
    changed()
  }
  return (
    <section className="panel" aria-labelledby="factors">
      <div className="page-head">
        <h2 id="factors">{t('security.factors')}</h2>
        <Button onClick={() => setEnrolling('totp')}>{t('security.addTotp')}</Button>
        {data.passkeys && hasPasskeys() && <Button onClick={() => setEnrolling('passkey')}>{t('security.addPasskey')}</Button>}
      </div>
      {!data.passkeys && <p className="hint">{t('security.passkeysElsewhere')}</p>}
      {data.factors.length === 0 && <NothingHere title={t('security.noFactors')}>{t('security.noFactorsWhy')}</NothingHere>}
      <ul className="grants">
        {data.factors.map((factor) => (
          <li key={factor.id}>
            <span>
              {factor.name}
              <span className="secondary">
                {` · ${t(`security.kind.${factor.kind}`)} · ${t('security.created')} `}
                <Moment at={factor.createdAt} />
                {' · '}
                {factor.lastUsedAt === null ? (
                  t('security.neverUsed')
                ) : (
                  <>
                    {t('security.lastUsed')} <Moment at={factor.lastUsedAt} />
                  </>
                )}
              </span>
              {factor.suspended && <span className="late">{` ${t('security.suspended')}`}</span>}
            </span>
            <FactorActs factor={factor} onChanged={changed} />
          </li>
        ))}
      </ul>
      {data.recovery.made > 0 && (
        <>
          <h3>{t('security.recovery')}</h3>
          <div className="actions">
            <p>{t('security.recoveryLeft', data.recovery)}</p>
            <Button onClick={() => setRenewing(true)}>{t('security.renew')}</Button>
          </div>
        </>
      )}
      {enrolling !== undefined && <EnrolDialog kind={enrolling} onEnrolled={enrolled} onClose={() => setEnrolling(undefined)} />}
      {renewing && (
        <PasswordDialog
          title={t('security.renew')}
          what={t('security.renewWhat')}
          act={async (password) => {
            const { recoveryCodes } = await request<{ recoveryCodes: string[] }>('POST', '/api/factors/recovery', { body: { password } })
            setRenewing(false)
            setCodes(recoveryCodes)
            changed()
          }}
          onClose={() => setRenewing(false)}
        />
      )}
      {codes !== undefined && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </section>
  )
}
