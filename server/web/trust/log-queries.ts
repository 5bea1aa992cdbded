import { useQuery } from '@tanstack/react-query'
import type { CaseLogView, LogPlaceView, LogView } from '../../http/api/log.ts'
import { request } from '../http/request.ts'

const log = {
  queryKey: ['log'],
  queryFn: ({ signal }: Readonly<{ signal: AbortSignal }>) => request<LogView>('GET', '/api/log', { signal }),
}

/** How the log stands; asked again while the page is open, for it grows. */
export const useLog = () => useQuery({ ...log, refetchInterval: 15_000 })

/** What is gravely wrong with those who hold the log outside, on every page of those who answer for the records; for others nothing. */
export function useGraveTroubles(sees: boolean): LogView['troubles'] {
  const { data } = useQuery({ ...log, enabled: sees, refetchInterval: 60_000 })
  // The page of the log asks the same, for everybody.
  return sees && data !== undefined ? data.troubles.filter(({ grave }) => grave) : []
}

/** Where a record stands in the log; asked again until a checkpoint holds it. */
export const useRecordLog = (path: string) =>
  useQuery({
    queryKey: ['record-log', path],
    queryFn: ({ signal }) => request<LogPlaceView>('GET', `/api/records/${path}/log`, { signal }),
    refetchInterval: ({ state }) => (state.data?.checkpoint == null ? 5000 : false),
  })

/** The leaves of a case's entries; `version` only tells one state of the case from the next. */
export const useCaseLog = (id: string, version: number) =>
  useQuery({
    queryKey: ['case-log', id, version],
    queryFn: ({ signal }) => request<CaseLogView>('GET', `/api/cases/${encodeURIComponent(id)}/log`, { signal }),
    placeholderData: (before) => before,
  })
