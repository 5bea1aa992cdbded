import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { DisposalOrder, DrillList, DueList, Hold } from '../../http/api/retention.ts'
import { type Filters, withQuery } from '../http/queries.ts'
import { request } from '../http/request.ts'

export const useDue = (filters: Filters) =>
  useInfiniteQuery({
    queryKey: ['retention', 'due', filters],
    queryFn: ({ pageParam, signal }) =>
      request<DueList>('GET', withQuery('/api/retention/due', { ...filters, after: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  })

export const useHolds = () =>
  useQuery({ queryKey: ['retention', 'holds'], queryFn: ({ signal }) => request<Hold[]>('GET', '/api/retention/holds', { signal }) })

export const useOrders = () =>
  useQuery({
    queryKey: ['retention', 'orders'],
    queryFn: ({ signal }) => request<DisposalOrder[]>('GET', '/api/retention/orders', { signal }),
  })

export const useDrills = () =>
  useQuery({ queryKey: ['drills'], queryFn: ({ signal }) => request<DrillList>('GET', '/api/backup/drills', { signal }) })
