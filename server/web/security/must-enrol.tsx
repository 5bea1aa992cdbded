import { Navigate, useLocation } from 'react-router'
import { useSession } from '../session/session.tsx'

/** Where a second factor is demanded and none is enrolled, every way leads to the page that enrols one. */
export function MustEnrol() {
  const { mustEnrol } = useSession()
  const { pathname } = useLocation()
  return mustEnrol && pathname !== '/account' ? <Navigate replace to="/account" /> : null
}
