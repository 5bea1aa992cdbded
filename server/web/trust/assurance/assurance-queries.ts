import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AssuranceRun, AssuranceView } from '../../../http/api/assurance.ts'
import { request } from '../../http/request.ts'

const UNDER_WAY_MS = 1500
const SELDOM_MS = 120_000

/** What was compared and found; asked again soon while a run is under way. */
export const useAssurance = (enabled = true) =>
  useQuery({
    queryKey: ['assurance'],
    queryFn: ({ signal }) => request<AssuranceView>('GET', '/api/assurance', { signal }),
    enabled,
    refetchInterval: ({ state }) => (state.data?.runs[0]?.state === 'running' ? UNDER_WAY_MS : SELDOM_MS),
  })

export function useStartRun() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => request<AssuranceRun>('POST', '/api/assurance/runs'),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['assurance'] }),
  })
}

export function useAcknowledge(id: string, done: () => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) => request('POST', `/api/assurance/runs/${id}/acknowledgement`, { body: { reason } }),
    onSuccess: done,
    onSettled: () => void cache.invalidateQueries({ queryKey: ['assurance'] }),
  })
}
