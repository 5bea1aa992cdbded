import { RightOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import type { Task } from '../../http/api/cases.ts'
import { useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { DueMark } from '../shell/due-mark.tsx'

/** One thing to do; the whole line leads to it. */
export function TaskLine({ task }: Readonly<{ task: Task }>) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const roles = task.roles.map((role) => {
    const title = reference?.roles.find(({ code }) => code === role)
    return title === undefined ? role : words(title)
  })
  const target = task.kind === 'countersign' ? `/cases/${task.case.id}#step-${task.step}` : `/cases/${task.case.id}/steps/${task.step}`
  return (
    <li className={task.due?.overdue === true ? 'task overdue' : 'task'}>
      <DueMark due={task.due} />
      <div className="task-what">
        <Link className="task-link" to={target}>
          {task.kind !== 'step' && <span className="task-kind">{t(`inbox.kind.${task.kind}`)}</span>}
          {words(task.stepTitle)}
        </Link>
        <p>{task.subject}</p>
        {task.demandedBy !== null && <p className="secondary">{t('inbox.demandedBy', { number: task.demandedBy })}</p>}
      </div>
      <div className="task-where">
        <p>
          {words(task.case.title)}
          <span className="state-now">{words(task.case.stateTitle)}</span>
        </p>
        <p className="secondary">
          <span className="number-text">{task.case.number}</span>
          <span className="task-roles">{t('inbox.as', { roles: roles.join(t('common.or')) })}</span>
        </p>
      </div>
      <RightOutlined className="task-go" aria-hidden />
    </li>
  )
}
