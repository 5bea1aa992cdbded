import { Link } from 'react-router'
import { useLanguage } from '../language/language.tsx'

export function Brand({ organisation }: Readonly<{ organisation: string }>) {
  const { t } = useLanguage()
  return (
    <Link className="brand" to="/">
      <img src="/mark.svg" alt="" width="30" height="30" />
      <span className="brand-name">{t('brand.name')}</span>
      <span className="brand-organisation">{organisation}</span>
    </Link>
  )
}
