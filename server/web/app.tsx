import { QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider, App as Messages } from 'antd'
import { lazy, Suspense, useCallback } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { CasePage } from './cases/case-page.tsx'
import { CasesPage } from './cases/cases-page.tsx'
import { makeQueryClient } from './http/query-client.ts'
import { InboxPage } from './inbox/inbox-page.tsx'
import { componentLocale } from './language/component-locale.ts'
import { LanguageProvider, useLanguage } from './language/language.tsx'
import { Gate } from './session/gate.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { Home } from './shell/home.tsx'
import { Loading } from './shell/loading.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { Shell } from './shell/shell.tsx'
import { styleNonce } from './style-nonce.ts'
import { theme } from './theme.ts'

const SetupPage = lazy(() => import('./session/setup-page.tsx').then((file) => ({ default: file.SetupPage })))
const StepPage = lazy(() => import('./cases/step-page.tsx').then((file) => ({ default: file.StepPage })))
const RecordPage = lazy(() => import('./records/record-page.tsx').then((file) => ({ default: file.RecordPage })))
const InspectionYearPage = lazy(() =>
  import('./inspections/inspection-year-page.tsx').then((file) => ({ default: file.InspectionYearPage })),
)
const ExportsPage = lazy(() => import('./audit/exports-page.tsx').then((file) => ({ default: file.ExportsPage })))
const SamplesPage = lazy(() => import('./sampling/samples-page.tsx').then((file) => ({ default: file.SamplesPage })))
const DocumentsPage = lazy(() => import('./documents/documents-page.tsx').then((file) => ({ default: file.DocumentsPage })))
const RegistersPage = lazy(() => import('./registers/registers-page.tsx').then((file) => ({ default: file.RegistersPage })))
const RegisterPage = lazy(() => import('./registers/register-page.tsx').then((file) => ({ default: file.RegisterPage })))
const RegisterRowPage = lazy(() => import('./registers/register-row-page.tsx').then((file) => ({ default: file.RegisterRowPage })))
const RetentionPage = lazy(() => import('./retention/retention-page.tsx').then((file) => ({ default: file.RetentionPage })))
const SearchPage = lazy(() => import('./search/search-page.tsx').then((file) => ({ default: file.SearchPage })))
const AssurancePage = lazy(() => import('./trust/assurance/assurance-page.tsx').then((file) => ({ default: file.AssurancePage })))
const TrustPage = lazy(() => import('./trust/trust-page.tsx').then((file) => ({ default: file.TrustPage })))
const PeoplePage = lazy(() => import('./people/people-page.tsx').then((file) => ({ default: file.PeoplePage })))
const AccountPage = lazy(() => import('./security/account-page.tsx').then((file) => ({ default: file.AccountPage })))
const SecurityPage = lazy(() => import('./security/security-page.tsx').then((file) => ({ default: file.SecurityPage })))
const PrivacyPage = lazy(() => import('./privacy/privacy-page.tsx').then((file) => ({ default: file.PrivacyPage })))

const client = makeQueryClient()

/** Every page of the product and its address. */
export function App() {
  const askAgain = useCallback(() => void client.invalidateQueries(), [])
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider onChange={askAgain}>
        <Design>
          <BrowserRouter>
            <Suspense fallback={<Loading />}>
              <Routes>
                <Route path="/sign-in" element={<SignInPage />} />
                <Route path="/setup" element={<SetupPage />} />
                <Route element={<Gate />}>
                  <Route element={<Shell />}>
                    <Route index element={<Home />} />
                    <Route path="/inbox" element={<InboxPage />} />
                    <Route path="/cases" element={<CasesPage />} />
                    <Route path="/cases/:id" element={<CasePage />} />
                    <Route path="/cases/:id/steps/:step" element={<StepPage />} />
                    <Route path="/records/:form/:caseNumber/:serial" element={<RecordPage />} />
                    <Route path="/inspections" element={<InspectionYearPage />} />
                    <Route path="/inspections/:document/:year" element={<InspectionYearPage />} />
                    <Route path="/exports" element={<ExportsPage />} />
                    <Route path="/samples" element={<SamplesPage />} />
                    <Route path="/documents" element={<DocumentsPage />} />
                    <Route path="/documents/:tab" element={<DocumentsPage />} />
                    <Route path="/registers" element={<RegistersPage />} />
                    <Route path="/registers/:register" element={<RegisterPage />} />
                    <Route path="/registers/:register/:row" element={<RegisterRowPage />} />
                    <Route path="/retention" element={<RetentionPage />} />
                    <Route path="/retention/:tab" element={<RetentionPage />} />
                    <Route path="/search" element={<SearchPage />} />
                    <Route path="/trust" element={<TrustPage />} />
                    <Route path="/trust/comparison" element={<AssurancePage />} />
                    <Route path="/people" element={<PeoplePage />} />
                    <Route path="/privacy" element={<PrivacyPage />} />
                    <Route path="/account" element={<AccountPage />} />
                    <Route path="/security" element={<SecurityPage />} />
                    <Route path="*" element={<NotFoundPage />} />
                  </Route>
                </Route>
              </Routes>
            </Suspense>
          </BrowserRouter>
        </Design>
      </LanguageProvider>
    </QueryClientProvider>
  )
}

function Design({ children }: Readonly<{ children: React.ReactNode }>) {
  const { language } = useLanguage()
  return (
    <ConfigProvider
      csp={{ nonce: styleNonce }}
      theme={theme}
      locale={componentLocale(language)}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: false }}
      // A place of its own comes into the page after what stands in it: without motion, a dialog's first field would miss the focus.
      getPopupContainer={() => document.body}
    >
      <Messages>{children}</Messages>
    </ConfigProvider>
  )
}
