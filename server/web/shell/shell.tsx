import { Suspense, useRef } from 'react'
import { Outlet } from 'react-router'
import { useLanguage } from '../language/language.tsx'
import { MustEnrol } from '../security/must-enrol.tsx'
import { SecurityNotices } from '../security/security-notices.tsx'
import { AccountMenu } from '../session/account-menu.tsx'
import { MustChangePassword } from '../session/must-change-password.tsx'
import { useSession } from '../session/session.tsx'
import { AssuranceAlarm } from '../trust/assurance/assurance-alarm.tsx'
import { useArrival } from './arrival.ts'
import { Brand } from './brand.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Loading } from './loading.tsx'
import { Navigation } from './navigation.tsx'
import { SearchBox } from './search-box.tsx'

/** The frame of every page behind the sign-in: skip link, where to go, who I am. */
export function Shell() {
  const { t, words } = useLanguage()
  const { organisation } = useSession()
  const main = useRef<HTMLElement>(null)
  useArrival(main)
  return (
    <>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <header className="shell-header">
        <div className="shell-bar">
          <Brand organisation={words(organisation.name)} />
          <SearchBox />
          <div className="shell-end">
            <LanguageSwitch />
            <AccountMenu />
          </div>
        </div>
        <Navigation />
        {organisation.kind === 'demonstration' && <p className="demonstration">{t('shell.demonstration')}</p>}
      </header>
      <main ref={main} id="main" tabIndex={-1}>
        <MustChangePassword />
        <MustEnrol />
        <SecurityNotices />
        <AssuranceAlarm />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </>
  )
}
