import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { CaseListItem, CaseView, DocumentSummary, Task } from '../../http/api/cases.ts'
import type { CampaignYear, ExportChoices, ExportJob } from '../../http/api/inspections.ts'
import type { PersonOption, RecordView, Reference, SearchHit } from '../../http/api/records.ts'
import { request, requestPicture } from './request.ts'

type Paged<T> = Readonly<{ items: readonly T[]; next: string | null }>
export type Filters = Readonly<Record<string, string | undefined>>

/** Address with the filters that are set, `cursor` among them. */
export function withQuery(path: string, filters: Filters): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(filters)) if (value !== undefined && value !== '') query.set(key, value)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

function usePaged<T>(key: readonly unknown[], path: string, filters: Filters) {
  return useInfiniteQuery({
    queryKey: [...key, filters],
    queryFn: ({ pageParam, signal }) => request<Paged<T>>('GET', withQuery(path, { ...filters, cursor: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

export const useTasks = () => usePaged<Task>(['tasks'], '/api/tasks', {})
export const useCases = (filters: Filters) => usePaged<CaseListItem>(['cases'], '/api/cases', filters)

export const useCase = (id: string) =>
  useQuery({
    queryKey: ['case', id],
    queryFn: ({ signal }) => request<CaseView>('GET', `/api/cases/${encodeURIComponent(id)}`, { signal }),
  })

/** A case's diagram; `version` only tells one picture from the next. */
export const useDiagram = (id: string, language: string, version: number) =>
  useQuery({
    queryKey: ['diagram', id, language, version],
    queryFn: ({ signal }) => requestPicture(`/api/cases/${encodeURIComponent(id)}/diagram.svg?lang=${language}&v=${version}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })

export const useDocuments = () =>
  useQuery({
    queryKey: ['documents'],
    queryFn: ({ signal }) => request<DocumentSummary[]>('GET', '/api/documents', { signal }),
    staleTime: 300_000,
  })

export const useReference = () =>
  useQuery({
    queryKey: ['reference'],
    queryFn: ({ signal }) => request<Reference>('GET', '/api/reference', { signal }),
    staleTime: 600_000,
  })

export const useRecord = (path: string) =>
  useQuery({ queryKey: ['record', path], queryFn: ({ signal }) => request<RecordView>('GET', `/api/records/${path}`, { signal }) })

export const useCampaignYear = (document: string, year: string) =>
  useQuery({
    queryKey: ['campaign', document, year],
    queryFn: ({ signal }) => request<CampaignYear>('GET', `/api/campaigns/${encodeURIComponent(document)}/${year}`, { signal }),
  })

/** Orders, batches and clauses a package may be asked for by. */
export const useExportChoices = () =>
  useQuery({
    queryKey: ['export-choices'],
    queryFn: ({ signal }) => request<ExportChoices>('GET', '/api/exports/choices', { signal }),
  })

/** Asks again every second while something still runs. */
export const useExports = () =>
  useQuery({
    queryKey: ['exports'],
    queryFn: ({ signal }) => request<ExportJob[]>('GET', '/api/exports', { signal }),
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'waiting' || status === 'running') === true ? 1000 : false,
  })

export const useSearch = (q: string) =>
  useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => request<SearchHit[]>('GET', withQuery('/api/search', { q }), { signal }),
    enabled: q.trim() !== '',
  })

export const usePeople = (q: string, enabled: boolean) =>
  useQuery({
    queryKey: ['people', q],
    queryFn: ({ signal }) => request<PersonOption[]>('GET', withQuery('/api/people', { q }), { signal }),
    enabled,
    placeholderData: (before) => before,
  })
