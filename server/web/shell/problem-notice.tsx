import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { ProblemError } from '../http/request.ts'
import { type Say, useLanguage } from '../language/language.tsx'

/** What went wrong as one sentence a person can act on. Never a stack, never a status number alone. */
export function problemSentence(error: unknown, t: Say): string {
  if (!(error instanceof ProblemError)) return t('problem.unexpected')
  if (error.problem.code === 'unreachable') return t('problem.unreachable')
  return error.problem.detail === '' ? t('problem.unreadable') : error.problem.detail
}

type Properties = Readonly<{ error: unknown; onRetry?: () => void; children?: ReactNode }>

export function ProblemNotice({ error, onRetry, children }: Properties) {
  const { t } = useLanguage()
  const title = error instanceof ProblemError && error.problem.detail !== '' ? error.problem.title : t('problem.title')
  return (
    <Alert
      className="problem"
      type="error"
      showIcon
      role="alert"
      title={title}
      description={
        <>
          <p>{problemSentence(error, t)}</p>
          {children}
        </>
      }
      action={onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>}
    />
  )
}

export function ProblemPage(properties: Properties) {
  const { t } = useLanguage()
  return (
    <div className="page">
      <h1 className="visually-hidden">{t('problem.title')}</h1>
      <ProblemNotice {...properties} />
    </div>
  )
}
