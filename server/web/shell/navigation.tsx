import { NavLink } from 'react-router'
import { useDocuments, useTasks } from '../http/queries.ts'
import { byCase } from '../inbox/case-tasks.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

export function Navigation() {
  const { t } = useLanguage()
  const { may, roles } = useSession()
  const looksAfterSecurity = roles.some(({ role }) => role === 'security_admin' || role === 'audit_admin')
  const { data } = useTasks()
  const documents = useDocuments()
  const waiting = byCase(data?.pages.flatMap(({ items }) => items) ?? []).length
  const more = data?.pages.at(-1)?.next != null ? '+' : ''
  const hasCampaign = documents.data?.some(({ campaign }) => campaign !== null) === true
  return (
    <nav className="shell-nav" aria-label={t('nav.label')}>
      {may.includes('act') && (
        <NavLink to="/inbox">
          {t('nav.inbox')}
          {waiting > 0 && <span className="count">{`${waiting}${more}`}</span>}
        </NavLink>
      )}
      <NavLink to="/cases">{t('nav.cases')}</NavLink>
      {hasCampaign && <NavLink to="/inspections">{t('nav.inspections')}</NavLink>}
      {may.includes('registers') && <NavLink to="/registers">{t('nav.registers')}</NavLink>}
      <NavLink to="/documents">{t('nav.documents')}</NavLink>
      {may.includes('retention') && <NavLink to="/retention">{t('nav.retention')}</NavLink>}
      {may.includes('export') && <NavLink to="/exports">{t('nav.exports')}</NavLink>}
      {may.includes('export') && <NavLink to="/samples">{t('nav.samples')}</NavLink>}
      <NavLink to="/trust">{t('nav.trust')}</NavLink>
      {may.includes('administration') && <NavLink to="/people">{t('nav.people')}</NavLink>}
      {looksAfterSecurity && <NavLink to="/privacy">{t('nav.privacy')}</NavLink>}
      {looksAfterSecurity && <NavLink to="/security">{t('office.title')}</NavLink>}
    </nav>
  )
}
