import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { RegisterPage, RegisterRowView, RegisterSummary } from '../../http/api/registers.ts'
import { withQuery } from '../http/queries.ts'
import { request } from '../http/request.ts'

export type Summary = Static<typeof RegisterSummary>
export type Rows = Static<typeof RegisterPage>
export type RowView = Static<typeof RegisterRowView>

export const useRegisters = () =>
  useQuery({ queryKey: ['registers'], queryFn: ({ signal }) => request<Summary[]>('GET', '/api/registers', { signal }) })

/** Rows of a register, a page at a time; `on` asks how it stood at the end of a day. */
export const useRegister = (register: string, filters: Readonly<{ on?: string | undefined; text?: string | undefined }>) =>
  useInfiniteQuery({
    queryKey: ['register', register, filters],
    queryFn: ({ pageParam, signal }) =>
      request<Rows>('GET', withQuery(`/api/registers/${encodeURIComponent(register)}`, { ...filters, after: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  })

export const useRegisterRow = (register: string, row: string) =>
  useQuery({
    queryKey: ['register-row', register, row],
    queryFn: ({ signal }) =>
      request<RowView>('GET', `/api/registers/${encodeURIComponent(register)}/${encodeURIComponent(row)}`, { signal }),
  })
