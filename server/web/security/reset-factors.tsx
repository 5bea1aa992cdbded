import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'

/** For somebody who has lost devices and recovery codes: a recorded act of the security administrator. */
export function ResetFactors({ person }: Readonly<{ person: string }>) {
  const { t } = useLanguage()
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const reset = useMutation({
    mutationFn: (reason: string) => request('POST', `/api/people/${person}/factors/reset`, { body: { reason } }),
    onSuccess: () => {
      setAsking(false)
      void message.success(t('office.resetDone'))
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('office.reset')}</Button>
      {asking && (
        <ReasonDialog
          title={t('office.reset')}
          what={t('office.resetWhat')}
          error={reset.error}
          pending={reset.isPending}
          onReason={(reason) => reset.mutate(reason)}
          onClose={() => {
            setAsking(false)
            reset.reset()
          }}
        />
      )}
    </>
  )
}
