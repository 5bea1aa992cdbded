import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ProblemError } from './request.ts'

/** The one cache. A 401 anywhere means the session ended: the gate then leads to the sign-in page and back. */
export function makeQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ProblemError && error.problem.code === 'signed-out') client.setQueryData(['session'], null)
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => count < 2 && error instanceof ProblemError && isPassing(error.problem.status),
      },
    },
  })
  return client
}

function isPassing(status: number): boolean {
  return status === 0 || status >= 502
}
