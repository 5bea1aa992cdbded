import type { Pool } from 'pg'
import { answered } from './transaction.ts'

/** Something the engine will do at an instant. */
export type DueCase = Readonly<{ stream: string; step: string; at: string; provisional: boolean }>

/** What the scheduler asks. Every unit that changes a case replaces the case's moments, so there is nothing to tick off. */
export type DueMoments = Readonly<{
  /** Automatic steps whose instant the record clock has reached, longest due first. */
  due(limit: number): Promise<readonly DueCase[]>
  /** The next instant after the present one at which there will be something to do; null where nothing is planned. */
  next(): Promise<string | null>
}>

export function makeDueMoments(pool: Pick<Pool, 'query'>): DueMoments {
  return {
    async due(limit) {
      const text =
        'select stream, step, at, provisional from due_moment where automatic and at <= (select record_clock()) order by at, stream limit $1'
      return (await answered(pool.query<DueCase>({ name: 'moments-due', text, values: [limit] }))).rows
    },
    async next() {
      const { rows } = await answered(
        pool.query<{ at: string | null }>({
          name: 'next-moment',
          text: 'select min(at) as at from due_moment where automatic and at > (select record_clock())',
        }),
      )
      return rows[0]?.at ?? null
    },
  }
}
