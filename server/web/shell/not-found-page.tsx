import { Link } from 'react-router'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'

export function NotFoundPage() {
  const { t } = useLanguage()
  usePageTitle(t('notFound.title'))
  return (
    <div className="page">
      <h1>{t('notFound.title')}</h1>
      <p>{t('notFound.text')}</p>
      <Link to="/">{t('notFound.home')}</Link>
    </div>
  )
}
