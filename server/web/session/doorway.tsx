import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'
import { LanguageSwitch } from '../shell/language-switch.tsx'

/** The pages before the sign-in: one card on a quiet ground. */
export function Doorway({ title, wide = false, children }: Readonly<{ title: string; wide?: boolean; children: ReactNode }>) {
  const { t } = useLanguage()
  return (
    <main className="doorway">
      <div className={wide ? 'doorway-card wide' : 'doorway-card'}>
        <div className="doorway-head">
          <img src="/mark.svg" alt="" width="44" height="44" />
          <div>
            <p className="doorway-brand">{t('brand.name')}</p>
            <p className="secondary">{t('brand.line')}</p>
          </div>
          <LanguageSwitch />
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
