import type { Pool } from 'pg'
import type { CaseState, Words } from '#engine'
import { makeCaseReader } from '../database/case-reader.ts'
import { makeSearchIndex } from '../database/search-index.ts'
import { same } from '../documents/render/labels.ts'
import type { SearchHit } from '../http/api/records.ts'
import { casesNaming } from '../privacy/cases-naming.ts'
import type { CaseNeeds } from './case-needs.ts'
import { headRef, recordItem } from './case-view.ts'
import { beginReading, labelsOf, type Reading } from './reading.ts'
import { namesForSubjects, type Subject, subjectLine } from './subject-words.ts'
import { readableSerials, scopeOf, type Viewer } from './viewer.ts'

const MOST = 50

/** A case that was found, and which of its records; serial 0: the case itself. */
type Seen = Subject & Readonly<{ state: CaseState; serials: readonly number[] }>

/** Finds centres, cases and records by number, centre, person or text, within what this person may see and read. */
export async function search(query: string, viewer: Viewer, needs: CaseNeeds & Readonly<{ pool: Pool }>): Promise<SearchHit[]> {
  const scope = scopeOf(viewer)
  const [reading, found] = await Promise.all([beginReading(needs), makeSearchIndex(needs.pool).find(query, scope, MOST)])
  const reader = makeCaseReader(needs.pool, scope)
  const named = (await casesNaming(query, needs.pool, MOST)).map((stream) => ({ stream, serial: 0 }))
  const seen = [...Map.groupBy([...named, ...found], ({ stream }) => stream)].map(async ([id, hits]): Promise<readonly Seen[]> => {
    const state = await reader.byId(id)
    if (state === null) return []
    const procedure = await reading.documents.procedureOf(state.baseline, state.document)
    return [{ state, procedure, subject: state.subject, serials: [...new Set(hits.map(({ serial }) => serial))] }]
  })
  const cases = (await Promise.all(seen)).flat()
  const names = await namesForSubjects(cases, reading)
  const hits = cases.map((one) => hitsOf(one, subjectLine(one, names), viewer, reading))
  return [...centreHits(query, viewer, reading), ...(await Promise.all(hits)).flat()]
}

function centreHits(query: string, { sites }: Viewer, reading: Reading): readonly SearchHit[] {
  const wanted = query.normalize('NFKC').trim().toLowerCase()
  const found = [...reading.centres].filter(
    ([code, { zh, en }]) => (sites === null || sites.includes(code)) && [code, zh, en].some((text) => text.toLowerCase().includes(wanted)),
  )
  return wanted === ''
    ? []
    : found
        .slice(0, 10)
        .map(([code, { zh, en }]) => ({ kind: 'centre' as const, title: zh, detail: `${code} · ${en}`, case: null, record: null }))
}

async function hitsOf({ state, procedure, serials }: Seen, about: Words, viewer: Viewer, reading: Reading): Promise<readonly SearchHit[]> {
  const labels = await labelsOf(reading, state.baseline)
  const ref = headRef(state, procedure)
  const readable = readableSerials(viewer, state, procedure)
  return serials.flatMap((serial): readonly SearchHit[] => {
    if (serial === 0)
      return [
        {
          kind: 'case',
          title: `${ref.number} ${ref.title.zh}`,
          detail: `${about.zh} · ${ref.stateTitle.zh}`,
          case: ref,
          record: null,
        },
      ]
    const part = state.sealed.find((one) => one.serial === serial)
    if (part === undefined || !readable.has(serial)) return []
    const item = recordItem(part, state, procedure, labels, readable)
    const names = item.signers.map(({ name }) => same(name).zh).join('、')
    return [
      {
        kind: 'record',
        title: `${item.number} ${item.formTitle.zh}`,
        detail: `${item.partTitle.zh} · ${names}`,
        case: ref,
        record: item.number,
      },
    ]
  })
}
