import { Alert } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { PasskeyAbandoned } from './passkey.ts'

/** What went wrong with a factor; a passkey that was not shown is no refusal. */
export function FactorProblem({ error }: Readonly<{ error: unknown }>) {
  const { t } = useLanguage()
  if (error === null || error === undefined) return null
  return error instanceof PasskeyAbandoned ? (
    <Alert type="info" showIcon role="alert" title={t('passkey.abandoned')} />
  ) : (
    <ProblemNotice error={error} />
  )
}
