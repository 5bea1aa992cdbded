import { Alert } from 'antd'
import { Link } from 'react-router'
import { useLanguage } from '../../language/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Moment } from '../../shell/moment.tsx'
import { useGraveTroubles } from '../log-queries.ts'
import { useAssurance } from './assurance-queries.ts'

/**
 * On every page of those who answer for the records: what the comparison found, until somebody has taken note of it; and what
 * keeps the log from being held outside, as long as it lasts.
 */
export function AssuranceAlarm() {
  const { t, words } = useLanguage()
  const sees = useSession().may.includes('assurance')
  const { data } = useAssurance(sees)
  const troubles = useGraveTroubles(sees)
  const alarm = data?.alarm ?? null
  if (alarm === null && troubles.length === 0) return null
  return (
    <div className="page-notices">
      {alarm !== null && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={alarm.state === 'failed' ? t('assurance.alarmFailed') : t('assurance.alarm', { count: alarm.count })}
          action={<Link to="/trust/comparison">{t('assurance.look')}</Link>}
        />
      )}
      {troubles.map((trouble) => (
        <Alert
          key={`${trouble.kind} ${trouble.name}`}
          type="error"
          showIcon
          role="alert"
          title={
            <>
              {words(trouble.words)} {t('trust.troubleSince')} <Moment at={trouble.since} />
            </>
          }
          action={<Link to="/trust">{t('assurance.look')}</Link>}
        />
      ))}
    </div>
  )
}
