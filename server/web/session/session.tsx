import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Session } from '../../http/api/session.ts'
import { keepCsrfToken, ProblemError, request } from '../http/request.ts'

const SessionContext = createContext<Session | undefined>(undefined)
export const SessionProvider = SessionContext

/** Who is signed in; below the gate there always is somebody. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('Expected a session, but nobody is signed in here')
  return session
}

/** null: nobody is signed in. */
export function useSessionQuery() {
  return useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: 300_000 })
}

async function readSession(): Promise<Session | null> {
  try {
    return keepSession(await request<Session>('GET', '/api/session'))
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return null
    throw error
  }
}

export function keepSession(session: Session): Session {
  keepCsrfToken(session.csrf)
  return session
}
