import { Navigate, Outlet, useLocation } from 'react-router'
import { Loading } from '../shell/loading.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { SessionProvider, useSessionQuery } from './session.tsx'

/** Lets signed-in people through; leads everyone else to the sign-in page, and afterwards back to where they wanted to go. */
export function Gate() {
  const { data: session, error, refetch } = useSessionQuery()
  const location = useLocation()
  if (session === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  if (session === null) return <Navigate replace to={`/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`} />
  return (
    <SessionProvider value={session}>
      <Outlet />
    </SessionProvider>
  )
}
