import { Navigate } from 'react-router'
import { useSession } from '../session/session.tsx'

/** Where somebody begins: at what waits for them, or at the cases where nothing ever waits for them. */
export function Home() {
  const { may } = useSession()
  return <Navigate replace to={may.includes('act') ? '/inbox' : '/cases'} />
}
