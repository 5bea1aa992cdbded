import { Alert } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { useSession } from '../session/session.tsx'
import { FactorsSection } from './factors-section.tsx'
import { SessionsSection } from './sessions-section.tsx'

/** How my account is guarded: second factors, recovery codes, and where I am signed in. */
export function AccountPage() {
  const { t } = useLanguage()
  const { mustEnrol } = useSession()
  usePageTitle(t('security.title'))
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('security.title')}</h1>
        <p className="secondary">{t('security.why')}</p>
      </div>
      {mustEnrol && <Alert type="warning" showIcon title={t('security.mustEnrol')} />}
      <FactorsSection />
      <SessionsSection />
    </div>
  )
}
