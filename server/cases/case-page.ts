import type { Pool } from 'pg'
import { type CaseFilter, type ListedCase, makeCaseLists } from '../database/case-lists.ts'
import { makeSearchIndex } from '../database/search-index.ts'
import type { CaseListItem } from '../http/api/cases.ts'
import type { CaseNeeds } from './case-needs.ts'
import { beginReading, dueView, type Reading, refOf } from './reading.ts'
import { namesForSubjects, type Subject, type SubjectNames, subjectLine } from './subject-words.ts'
import { scopeOf, type Viewer } from './viewer.ts'

const PAGE = 50
const MOST_FOUND = 200

/** Cases in scope, latest opened first; `text` narrows them to those the search finds. */
export async function casePage(
  viewer: Viewer,
  filter: CaseFilter,
  text: string,
  cursor: string | null,
  needs: CaseNeeds & Readonly<{ pool: Pool }>,
): Promise<Readonly<{ items: CaseListItem[]; next: string | null }>> {
  const scope = scopeOf(viewer)
  const found = text === '' ? null : await makeSearchIndex(needs.pool).find(text, scope, MOST_FOUND)
  // Only a case's own words count: what its records say may be for fewer eyes.
  const ids = found === null ? undefined : [...new Set(found.filter(({ serial }) => serial === 0).map(({ stream }) => stream))]
  const [reading, page] = await Promise.all([
    beginReading(needs),
    makeCaseLists(needs.pool).cases({ ...filter, ids }, { limit: PAGE, cursor }, scope),
  ])
  return { items: await listItems(page.items, reading), next: page.next }
}

export async function listItems(found: readonly ListedCase[], reading: Reading): Promise<CaseListItem[]> {
  const subjects = await Promise.all(
    found.map(async (one) => ({ procedure: await reading.documents.procedureOf(one.baseline, one.document), subject: one.subject, one })),
  )
  const names = await namesForSubjects(subjects, reading)
  return subjects.map((subject) => listItem(subject.one, subject, names, reading))
}

function listItem(found: ListedCase, subject: Subject, names: SubjectNames, reading: Reading): CaseListItem {
  return {
    case: refOf(found, subject.procedure),
    subject: { ...found.subject },
    about: subjectLine(subject, names),
    siteName: found.site === null ? null : (reading.centres.get(found.site)?.zh ?? found.site),
    openedAt: found.openedAt,
    changedAt: found.updatedAt,
    records: found.records,
    due: found.due === null ? null : dueView(reading, found.due),
  }
}
