import type { Pool } from 'pg'
import { type CaseState, type CompiledProcedure, taskList } from '#engine'
import { type ListedTask, makeCaseLists } from '../database/case-lists.ts'
import { same } from '../documents/render/labels.ts'
import type { Task } from '../http/api/cases.ts'
import type { CaseNeeds } from './case-needs.ts'
import { CasesInSight } from './cases-in-sight.ts'
import { beginReading, dueView, type Reading, refOf } from './reading.ts'
import { namesForSubjects, type SubjectNames, subjectLine } from './subject-words.ts'
import { pageRegisters } from './unit-registers.ts'
import { scopeOf, type Viewer } from './viewer.ts'

const PAGE = 50

/** What waits for one person: earliest due first. A share already given, and what one has signed first oneself, waits for others. */
export async function taskPage(
  viewer: Viewer,
  cursor: string | null,
  needs: CaseNeeds & Readonly<{ pool: Pool }>,
): Promise<Readonly<{ items: Task[]; next: string | null }>> {
  const reading = await beginReading(needs)
  const page = await makeCaseLists(needs.pool).tasks(viewer, { limit: PAGE, cursor }, scopeOf(viewer))
  const subjects = page.items.map(async ({ case: { baseline, document, subject } }) => {
    return { procedure: await reading.documents.procedureOf(baseline, document), subject }
  })
  const names = await namesForSubjects(await Promise.all(subjects), reading)
  const items = await Promise.all(page.items.map((task) => taskView(task, viewer, names, reading, needs)))
  return { items: items.flat(), next: page.next }
}

async function taskView(
  task: ListedTask,
  viewer: Viewer,
  names: SubjectNames,
  reading: Reading,
  needs: CaseNeeds,
): Promise<readonly Task[]> {
  const procedure = await reading.documents.procedureOf(task.case.baseline, task.case.document)
  const step = procedure.steps.get(task.step)
  const collected = step?.actors.kind === 'each'
  const maySecond = step !== undefined && step.second !== null
  const state = collected || maySecond ? await needs.reader.byId(task.case.id) : null
  const detail = state === null ? null : await detailOf(task.step, state, procedure, reading, needs)
  if (detail?.except.includes(viewer.person) === true) return []
  return [
    {
      case: refOf(task.case, procedure),
      subject: subjectLine({ procedure, subject: task.case.subject }, names),
      site: task.case.site,
      step: task.step,
      stepTitle: step?.title ?? same(task.step),
      roles: [...task.roles],
      due: task.dueAt === null ? null : dueView(reading, task.dueAt),
      demandedBy: task.demandedBy === null ? null : ((await needs.reader.byId(task.demandedBy))?.numbers.case_number ?? null),
      kind: collected ? 'contribute' : detail?.contribution != null ? 'countersign' : 'step',
    },
  ]
}

/** What the row of a task does not say: whose share is there, and which signature waits for a second. */
async function detailOf(step: string, state: CaseState, procedure: CompiledProcedure, reading: Reading, needs: CaseNeeds) {
  const world = await new CasesInSight(needs.reader, pageRegisters(needs.registers)).worldOf(procedure, state, reading.at, reading.calendar)
  return taskList(procedure, state, world).find((task) => task.step === step) ?? null
}
