import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { casePage } from '../cases/case-page.ts'
import { search } from '../cases/search.ts'
import { taskPage } from '../cases/task-page.ts'
import { listDocuments } from '../documents/list-documents.ts'
import { readReference } from '../documents/read-reference.ts'
import { CaseListItem, DocumentSummary, Task } from './api/cases.ts'
import { Page } from './api/common.ts'
import { Reference, SearchHit } from './api/records.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'

export type ListRouteNeeds = CallerNeeds & Readonly<{ cases: CaseNeeds; pool: Pool }>

const Lang = Type.Optional(Type.String({ maxLength: 10 }))
const Cursor = Type.Optional(Type.String({ maxLength: 300 }))
const Code = Type.Optional(Type.String({ maxLength: 60 }))
const CaseQuery = Type.Object({
  document: Code,
  year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2999 })),
  site: Code,
  state: Code,
  closed: Type.Optional(Type.Boolean()),
  text: Type.Optional(Type.String({ maxLength: 200 })),
  cursor: Cursor,
  lang: Lang,
})

/** The lists a client shows: tasks, cases, documents, what the search finds, and the words of codes. */
export function listRoutes(needs: ListRouteNeeds): FastifyPluginAsyncTypebox {
  const reading = { ...needs.cases, pool: needs.pool }
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/tasks',
      {
        schema: {
          tags: ['cases'],
          summary: 'What waits for me',
          querystring: Type.Object({ cursor: Cursor, lang: Lang }),
          response: answers({ 200: Page(Task) }),
        },
      },
      async (request) => taskPage(callerOf(request), request.query.cursor || null, reading),
    )
    app.get(
      '/api/cases',
      { schema: { tags: ['cases'], summary: 'Cases I may see', querystring: CaseQuery, response: answers({ 200: Page(CaseListItem) }) } },
      async (request) => {
        const { text = '', cursor, lang: _lang, ...filter } = request.query
        return casePage(callerOf(request), filter, text, cursor || null, reading)
      },
    )
    app.get(
      '/api/documents',
      {
        schema: {
          tags: ['documents'],
          summary: 'Documents in force, and which I may open',
          querystring: Type.Object({ lang: Lang }),
          response: answers({ 200: Type.Array(DocumentSummary) }),
        },
      },
      async (request) => listDocuments(callerOf(request), needs.cases),
    )
    app.get(
      '/api/reference',
      {
        schema: {
          tags: ['documents'],
          summary: 'Lists, roles and centres in words',
          querystring: Type.Object({ lang: Lang }),
          response: answers({ 200: Reference }),
        },
      },
      async (request) => readReference(callerOf(request), needs.cases),
    )
    app.get(
      '/api/search',
      {
        schema: {
          tags: ['cases'],
          summary: 'By number, centre, person or text',
          querystring: Type.Object({ q: Type.String({ maxLength: 200 }), lang: Lang }),
          response: answers({ 200: Type.Array(SearchHit) }),
        },
      },
      async (request) => search(request.query.q, callerOf(request), reading),
    )
  }
}
