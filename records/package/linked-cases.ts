import type { SubjectValues } from '#engine'
import type { CaseFacts } from '../case-facts.ts'
import type { Entry } from '../entry.ts'
import { type Facts, readFacts } from '../facts.ts'
import type { ExportScope } from '../organisation-facts.ts'
import type { AbsentCase } from './completeness.ts'

/** A case an entry names, and what it is about where the entry says so. */
export type LinkedCase = AbsentCase & Readonly<{ subject: SubjectValues | null }>

/** Cases a case's entry opened, was opened by, or asked for a step. `number` is the case's own. */
export function linksOf(facts: CaseFacts, number: string): readonly LinkedCase[] {
  const because = `${number}#${facts.sequence}`
  if (facts.kind === 'step')
    return [
      ...facts.started.map(({ document, case: id, subject }) => ({ case: id, document, because, subject })),
      ...facts.sent.map(({ document, case: id }) => ({ case: id, document, because, subject: null })),
    ]
  const from = facts.kind === 'opened' ? facts.startedBy : facts.kind === 'demanded' ? facts.from : null
  return from === null ? [] : [{ case: from.case, document: from.document, because, subject: null }]
}

/** Cases that the acts of the organisation opened. */
export function linksOfOrganisation(entries: readonly Entry[]): readonly LinkedCase[] {
  return entries.flatMap(({ facts }) => {
    const read = readFacts(facts)
    return read.outcome === 'read' ? campaignLinks(read.facts) : []
  })
}

function campaignLinks(facts: Facts): readonly LinkedCase[] {
  if (facts.kind !== 'campaign') return []
  return facts.opened.map((opened) => ({
    case: opened.case,
    document: facts.campaign,
    because: `organisation#${facts.sequence}`,
    subject: { ...facts.common, ...opened.subject },
  }))
}

/** Linked cases that are neither in the package nor rightly outside of it, each once. */
export function absentCases(
  links: readonly LinkedCase[],
  inside: ReadonlySet<string>,
  outside: ReadonlySet<string>,
  scope: ExportScope,
): readonly AbsentCase[] {
  const absent = new Map<string, AbsentCase>()
  for (const link of links) {
    const { case: id, document, because } = link
    const accounted = inside.has(id) || (outside.has(id) && !belongsInside(link, scope))
    if (!accounted && !absent.has(id)) absent.set(id, { case: id, document, because })
  }
  return [...absent.values()]
}

/** Does the scope take in this case by what is known of it? Then it cannot be called outside. */
function belongsInside({ document, subject }: LinkedCase, scope: ExportScope): boolean {
  if (scope.case !== null) return false
  if (scope.document !== null && scope.document !== document) return false
  if (scope.clause !== null && !scope.clause.documents.includes(document)) return false
  const values: readonly (string | number)[] = Object.values(subject ?? {})
  return [scope.year, scope.centre, scope.batch].every((wanted) => wanted === null || values.includes(wanted))
}
