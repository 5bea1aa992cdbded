import { Alert } from 'antd'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { wallTime } from '../form/zoned-time.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

const seenKey = 'guiju.failures-seen'

/** What the person should know before anything else: attempts at their account, and for the security administrator the alarms. */
export function SecurityNotices() {
  const { t } = useLanguage()
  const { pathname } = useLocation()
  const { failed, alarms, organisation } = useSession()
  const [seen, setSeen] = useState(() => sessionStorage.getItem(seenKey))
  const shown = failed !== null && seen !== failed.since
  // The page they lead to says it itself.
  const alarmed = alarms !== null && alarms > 0 && pathname !== '/security'
  if (!shown && !alarmed) return null
  return (
    <div className="page-notices">
      {shown && (
        <Alert
          type="warning"
          showIcon
          role="status"
          title={t('security.failed', { since: wallTime(failed.since, organisation.zone), attempts: failed.attempts })}
          action={<Link to="/account">{t('security.look')}</Link>}
          closable={{
            'aria-label': t('security.dismiss'),
            onClose: () => {
              sessionStorage.setItem(seenKey, failed.since)
              setSeen(failed.since)
            },
          }}
        />
      )}
      {alarmed && (
        <Alert
          type="error"
          showIcon
          role="status"
          title={t('office.alarms', { count: alarms })}
          action={<Link to="/security">{t('security.look')}</Link>}
        />
      )}
    </div>
  )
}
