import { RightOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import type { Task } from '../../http/api/cases.ts'
import { useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { DueMark } from '../shell/due-mark.tsx'
import type { CaseTasks } from './case-tasks.ts'

/** What waits in one case. One step: the whole line leads to it. Several: each is a link of its own. */
export function TaskLine({ entry: { first, tasks } }: Readonly<{ entry: CaseTasks }>) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const roles = [...new Set(tasks.flatMap((task) => task.roles))].map((role) => {
    const title = reference?.roles.find(({ code }) => code === role)
    return title === undefined ? role : words(title)
  })
  const demands = [...new Set(tasks.flatMap(({ demandedBy }) => (demandedBy === null ? [] : [demandedBy])))]
  return (
    <li className={first.due?.overdue === true ? 'task overdue' : 'task'}>
      <DueMark due={first.due} />
      <div className="task-what">
        {tasks.length === 1 ? (
          <TaskLink task={first} />
        ) : (
          <p className="task-steps">
            {tasks.map((task) => (
              <span key={`${task.step} ${task.kind}`} className="task-step">
                <TaskLink task={task} />
                {task.due !== null && task.due.at !== first.due?.at && <DueMark due={task.due} />}
              </span>
            ))}
          </p>
        )}
        <p>{words(first.subject)}</p>
        {demands.map((number) => (
          <p key={number} className="secondary">
            {t('inbox.demandedBy', { number })}
          </p>
        ))}
      </div>
      <div className="task-where">
        <p>
          {words(first.case.title)}
          <span className="state-now">{words(first.case.stateTitle)}</span>
        </p>
        <p className="secondary">
          <span className="number-text">{first.case.number}</span>
          <span className="task-roles">{t('inbox.as', { roles: roles.join(t('common.or')) })}</span>
        </p>
      </div>
      {tasks.length === 1 && <RightOutlined className="task-go" aria-hidden />}
    </li>
  )
}

function TaskLink({ task }: Readonly<{ task: Task }>) {
  const { t, words } = useLanguage()
  const target = task.kind === 'countersign' ? `/cases/${task.case.id}#step-${task.step}` : `/cases/${task.case.id}/steps/${task.step}`
  return (
    <Link className="task-link" to={target}>
      {task.kind !== 'step' && <span className="task-kind">{t(`inbox.kind.${task.kind}`)}</span>}
      {words(task.stepTitle)}
    </Link>
  )
}
