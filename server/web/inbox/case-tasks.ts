import type { Task } from '../../http/api/cases.ts'

/** What waits in one case: alternatives among which one is taken, earliest due first. */
export type CaseTasks = Readonly<{ first: Task; tasks: readonly Task[] }>

/** One entry a case, standing where its earliest task stands. */
export function byCase(tasks: readonly Task[]): readonly CaseTasks[] {
  const grouped = Map.groupBy(tasks, (task) => task.case.id)
  return [...grouped.values()].flatMap((found) => {
    const ordered = found.toSorted((one, other) => dueTime(one) - dueTime(other))
    const [first] = ordered
    return first === undefined ? [] : [{ first, tasks: ordered }]
  })
}

function dueTime({ due }: Task): number {
  return due === null ? Number.MAX_VALUE : Date.parse(due.at)
}
