import type { Assembly } from '../../server/assembly.ts'
import { makeDueMoments } from '../../server/database/due-moments.ts'

/** The simulated clock of a demonstration, moved by hand; its scheduler and what follows are pumped until still. */
export type HouseClock = Readonly<{
  /** Does what is due and what follows from it. Answers how much there was. */
  settle(): Promise<number>
  /** Lets time pass, each due moment at its own time. Answers how much the house did. */
  passTo(instant: string): Promise<number>
}>

export function makeHouseClock({ pool, scheduler, reactions }: Pick<Assembly, 'pool' | 'scheduler' | 'reactions'>): HouseClock {
  const moments = makeDueMoments(pool)
  async function settle(): Promise<number> {
    for (let [round, all] = [0, 0]; round < 50; round++) {
      const done = (await scheduler.runOnce()) + (await reactions.runOnce())
      if (done === 0) return all
      all += done
    }
    throw new Error('Expected the house to come to rest, but it goes on and on')
  }
  return {
    settle,
    async passTo(instant) {
      let done = 0
      for (let next = await moments.next(); next !== null && next <= instant; next = await moments.next()) {
        await pool.query('select set_simulated_clock($1)', [next])
        done += await settle()
      }
      await pool.query('select set_simulated_clock(greatest(record_clock(), $1))', [instant])
      return done + (await settle())
    },
  }
}
