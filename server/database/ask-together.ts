export type Together = Readonly<{ most?: number; atOnce?: number }>

type Waiting<Question, Answer> = Readonly<{ question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }>

/**
 * Sends questions that many ask one by one on journeys of several: what comes in one turn of the event loop, or while
 * `atOnce` journeys are under way, goes with the next. Nobody waits for company, and nothing is remembered: every answer is
 * worked out after its question was put. `askAll` answers in the order of the questions; what it throws all of them get.
 */
export function askTogether<Question, Answer>(
  askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  { most = 64, atOnce = 2 }: Together = {},
): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = []
  let underWay = 0
  let isPlanned = false

  const plan = (): void => {
    if (isPlanned || waiting.length === 0 || underWay >= atOnce) return
    isPlanned = true
    setImmediate(begin)
  }
  const begin = (): void => {
    isPlanned = false
    while (waiting.length > 0 && underWay < atOnce) void travel(waiting.splice(0, most))
  }
  const travel = async (together: readonly Waiting<Question, Answer>[]): Promise<void> => {
    underWay += 1
    try {
      const answers = await askAll(together.map(({ question }) => question))
      if (answers.length !== together.length)
        throw new Error(`Expected an answer to each of ${together.length} questions, but there are ${answers.length}`)
      for (const [index, { resolve }] of together.entries()) resolve(answers[index] as Answer)
    } catch (error) {
      for (const { reject } of together) reject(error)
    } finally {
      underWay -= 1
      plan()
    }
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      plan()
    })
}
