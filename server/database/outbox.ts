import type { Pool } from 'pg'
import { answered } from './transaction.ts'

/** A case a worker has to look at, because it changed to `sequence`. Ids grow in the order they were enqueued. */
export type OutboxItem = Readonly<{
  id: string
  stream: string
  sequence: number
  attempts: number
  /** Where the case stands when the item is taken: it tells whether there is anything to look at. */
  head: Readonly<{ document: string; baseline: string; state: string; closed: boolean }> | null
}>

/**
 * What one worker still has to do. A case is looked at at least once after each change: work that was done but not
 * ticked off comes again, so it must bear being repeated.
 */
export type Outbox = Readonly<{
  /** The oldest items that are due. */
  take(limit: number): Promise<readonly OutboxItem[]>
  done(items: readonly OutboxItem[]): Promise<void>
  /** Puts it off: 2, 4, 8 … seconds, at most an hour. The problem is for the operator and holds no personal data. */
  failed(item: OutboxItem, problem: string): Promise<void>
  /** How many items wait, and for how many seconds the oldest has; for the metrics. */
  backlog(): Promise<Readonly<{ waiting: number; oldestSeconds: number }>>
}>

export function makeOutbox(pool: Pick<Pool, 'query'>, consumer: string): Outbox {
  return {
    async take(limit) {
      const text = `select o.id, o.stream, o.sequence, o.attempts,
          case when h.id is not null then json_build_object('document', h.document, 'baseline', h.baseline, 'state', h.state, 'closed', h.closed) end as head
        from outbox o left join case_head h on h.id = o.stream where o.consumer = $1 and o.due_at <= clock_timestamp() order by o.id limit $2`
      return (await answered(pool.query<OutboxItem>({ name: 'take-from-outbox', text, values: [consumer, limit] }))).rows
    },
    async done(items) {
      if (items.length === 0) return
      await answered(
        pool.query({
          name: 'tick-off-outbox',
          text: 'delete from outbox where id = any($1::bigint[])',
          values: [items.map(({ id }) => id)],
        }),
      )
    },
    async failed({ id }, problem) {
      const text =
        'update outbox set attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => least(3600, 2 ^ least(attempts + 1, 12))), problem = left($2, 500) where id = $1'
      await answered(pool.query({ name: 'put-off-outbox', text, values: [id, problem] }))
    },
    async backlog() {
      const text =
        'select count(*)::int as waiting, coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0)::float as "oldestSeconds" from outbox where consumer = $1'
      return (
        (await answered(pool.query<{ waiting: number; oldestSeconds: number }>({ name: 'outbox-backlog', text, values: [consumer] })))
          .rows[0] ?? { waiting: 0, oldestSeconds: 0 }
      )
    },
  }
}
