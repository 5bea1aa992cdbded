import { useQuery } from '@tanstack/react-query'
import type { PersonFile } from '../../http/api/privacy.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { useSession } from '../session/session.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { AccessTable } from './access-table.tsx'
import { ErasuresSection } from './erasures-section.tsx'
import { PersonFinder } from './person-finder.tsx'

/** Personal data: the security administrator answers requests of persons, the audit administrator decides and looks after. */
export function PrivacyPage() {
  const { t } = useLanguage()
  usePageTitle(t('nav.privacy'))
  const { roles } = useSession()
  const answersFor = roles.some(({ role }) => role === 'security_admin')
  const { data, error } = useQuery({
    queryKey: ['privacy', 'accesses'],
    queryFn: ({ signal }) => request<PersonFile['accesses']>('GET', '/api/privacy/accesses', { signal }),
  })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.privacy')}</h1>
        <p className="secondary">{t('privacy.about')}</p>
      </div>
      {answersFor && <PersonFinder />}
      <ErasuresSection />
      <section aria-labelledby="privacy-accesses">
        <h2 id="privacy-accesses">{t('privacy.accesses')}</h2>
        {error !== null && <ProblemNotice error={error} />}
        {data?.length === 0 && <p className="secondary">{t('privacy.seenByNobody')}</p>}
        {data !== undefined && data.length > 0 && <AccessTable accesses={data} />}
      </section>
    </div>
  )
}
