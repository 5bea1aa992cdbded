/** Registers what has to be undone; what was registered last is undone first. */
export type Later = (undo: () => unknown) => void

/**
 * Runs the work of a command and undoes everything it started: at its end, on an error, on Ctrl-C, and when it takes
 * longer than it may. Ends the process with the code the work answers.
 */
export async function runTidily(mostMinutes: number, work: (later: Later) => Promise<number>): Promise<never> {
  const undos: (() => unknown)[] = []
  let tidying: Promise<void> | null = null
  const tidy = () => {
    tidying ??= undoAll(undos)
    return tidying
  }
  const leave = (code: number, why: string) => {
    console.error(why)
    void tidy().finally(() => process.exit(code))
  }
  process.on('SIGINT', () => leave(130, 'interrupted'))
  process.on('SIGTERM', () => leave(143, 'asked to stop'))
  setTimeout(() => leave(1, `Expected to be done within ${mostMinutes} minutes, but it is not`), mostMinutes * 60_000).unref()
  const code = await work((undo) => undos.push(undo)).catch((error: unknown) => {
    if (tidying === null) console.error(error)
    return 1
  })
  await tidy()
  process.exit(code)
}

async function undoAll(undos: (() => unknown)[]): Promise<void> {
  for (let undo = undos.pop(); undo !== undefined; undo = undos.pop())
    try {
      await undo()
    } catch (error) {
      console.error('Expected to leave nothing behind, but something could not be undone:', error)
    }
}
