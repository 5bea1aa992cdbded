import type { Task } from '../../http/api/cases.ts'

export type TaskFilter = Readonly<{ show: 'all' | 'overdue' | 'step' | 'signature'; text: string }>

/** The tasks of one view whose number, titles, subject or centre hold every word typed. */
export function filterTasks(tasks: readonly Task[], { show, text }: TaskFilter): readonly Task[] {
  const wanted = text.trim().toLowerCase().split(/\s+/)
  return tasks.filter((task) => isOfView(task, show) && wanted.every((word) => haystack(task).includes(word)))
}

function isOfView(task: Task, show: TaskFilter['show']): boolean {
  if (show === 'overdue') return task.due?.overdue === true
  if (show === 'signature') return task.kind === 'countersign'
  return show === 'all' || task.kind !== 'countersign'
}

function haystack(task: Task): string {
  const { number, title, stateTitle } = task.case
  const words = [title, stateTitle, task.stepTitle, task.subject].flatMap(({ zh, en }) => [zh, en])
  return [number, ...words, task.site ?? ''].join(' ').toLowerCase()
}
