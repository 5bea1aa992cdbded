import { Alert } from 'antd'
import { Link } from 'react-router'
import { useLanguage } from '../../language/language.tsx'
import { useSession } from '../../session/session.tsx'
import { useAssurance } from './assurance-queries.ts'

/** On every page of those who answer for the records, until somebody has taken note of what was found. */
export function AssuranceAlarm() {
  const { t } = useLanguage()
  const { data } = useAssurance(useSession().may.includes('assurance'))
  if (data?.alarm == null) return null
  const { state, count } = data.alarm
  return (
    <div className="page-notices">
      <Alert
        type="error"
        showIcon
        role="alert"
        title={state === 'failed' ? t('assurance.alarmFailed') : t('assurance.alarm', { count })}
        action={<Link to="/trust/comparison">{t('assurance.look')}</Link>}
      />
    </div>
  )
}
