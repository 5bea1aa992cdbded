import { useEffect } from 'react'
import { useLanguage } from './language.tsx'

/** Names the page in the browser's tab and to screen readers. */
export function usePageTitle(title: string | undefined): void {
  const { t } = useLanguage()
  const brand = t('brand.name')
  useEffect(() => {
    document.title = title === undefined || title === '' ? brand : `${title} · ${brand}`
  }, [title, brand])
}
