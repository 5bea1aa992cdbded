import { describe, expect, it } from 'vitest'
import { askTogether } from '../../server/database/ask-together.ts'

/** A journey that ends when it is told to. */
function journeys() {
  const begun: Readonly<{ asked: readonly number[]; end: (answers: readonly string[]) => void; fail: (error: Error) => void }>[] = []
  const askAll = (asked: readonly number[]) =>
    new Promise<readonly string[]>((end, fail) => {
      begun.push({ asked, end, fail })
    })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { begun, askAll, turn, asked: () => begun.map(({ asked }) => asked) }
}

describe('questions asked together', () => {
  it('travel at once: those of one turn in one journey, those that come meanwhile in the next', async () => {
    const { askAll, asked, begun, turn } = journeys()
    const ask = askTogether(askAll, { atOnce: 1, most: 3 })
    const answers = [1, 2].map(ask)
    await turn()
    const later = [3, 4, 5, 6].map(ask)
    await turn()
    expect(asked()).toEqual([[1, 2]])
    begun[0]?.end(['one', 'two'])
    expect(await Promise.all(answers)).toEqual(['one', 'two'])
    await turn()
    expect(asked()).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
    begun[1]?.end(['three', 'four', 'five'])
    await Promise.all(later.slice(0, 3))
    await turn()
    begun[2]?.end(['six'])
    expect(await Promise.all(later)).toEqual(['three', 'four', 'five', 'six'])
  })

  it('are each answered by a journey that began after them, also where the same was asked before', async () => {
    const { askAll, asked, begun, turn } = journeys()
    const ask = askTogether(askAll)
    const first = ask(7)
    await turn()
    const second = ask(7)
    await turn()
    begun[1]?.end(['new'])
    begun[0]?.end(['old'])
    expect([await first, await second, asked()]).toEqual(['old', 'new', [[7], [7]]])
  })

  it('fail alone with those they travelled with', async () => {
    const { askAll, begun, turn } = journeys()
    const ask = askTogether(askAll, { atOnce: 1 })
    const lost = [1, 2].map((one) => ask(one).catch((error: Error) => error.message))
    await turn()
    const next = ask(3)
    begun[0]?.fail(new Error('away'))
    expect(await Promise.all(lost)).toEqual(['away', 'away'])
    await turn()
    begun[1]?.end(['three'])
    expect(await next).toBe('three')
  })
})
