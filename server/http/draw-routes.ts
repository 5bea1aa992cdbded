import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import type { Words } from '#engine'
import { isHashText } from '#records'
import type { Documents } from '../documents/documents.ts'
import { exportableDocuments } from '../inspections/may-export.ts'
import { administratorSigner } from '../people/organisation-log.ts'
import type { DrawBy, DrawRefusal, DrawState, Draws } from '../sampling/draws.ts'
import { answerProblem } from './answer-problem.ts'
import { AnnounceDraw, Draw, DrawNow } from './api/sampling.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, type Refusal, refusal } from './problems.ts'

export type DrawRouteNeeds = CallerNeeds & Readonly<{ draws: Draws; documents: Documents; pool: Pick<Pool, 'query'> }>

const DrawId = Type.Object({ id: Type.String({ maxLength: 60 }) })

/** Samples an outsider can draw again. Who may take an audit package away may have a sample drawn of the same. */
export function drawRoutes(needs: DrawRouteNeeds): FastifyPluginAsyncTypebox {
  const { draws } = needs
  const tags = ['audit']
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.post(
      '/api/draws',
      { schema: { tags, summary: 'Announce a sample', body: AnnounceDraw, response: answers({ 201: Draw }) } },
      async (request, reply) => {
        const { of, document = null, year = null, centre = null, form = null, size, perCentre, reason, dice } = request.body
        if (!(await mayDraw(request, document, needs))) return answerProblem(request, reply, notForYou)
        if (of === 'cases' && form !== null) return answerProblem(request, reply, formOfCases)
        const promised = dice !== undefined && isHashText(dice) ? dice : null
        const ask = { of, scope: { document, year, centre, form }, size, perCentre, reason, dice: promised }
        const outcome = await draws.announce(ask, signerOf(request))
        if (outcome.outcome === 'refused') return answerRefusal(request, reply, outcome.refusal)
        return reply.status(201).send(await viewOf(outcome.draw, needs))
      },
    )
    app.get('/api/draws', { schema: { tags, summary: 'Samples', response: answers({ 200: Type.Array(Draw) }) } }, async (request) => {
      const seen = await exportableDocuments(callerOf(request), await needs.today(), needs.documents)
      const all = await draws.list()
      return Promise.all(all.filter(({ announced }) => isIn(seen, announced.scope.document)).map((draw) => viewOf(draw, needs)))
    })
    app.get(
      '/api/draws/:id',
      { schema: { tags, summary: 'A sample', params: DrawId, response: answers({ 200: Draw }) } },
      async (request, reply) => {
        const draw = await seenDraw(request, request.params.id, needs)
        return draw === null ? answerProblem(request, reply, notFound) : reply.send(await viewOf(draw, needs))
      },
    )
    app.post(
      '/api/draws/:id/draw',
      { schema: { tags, summary: 'Draw it', params: DrawId, body: DrawNow, response: answers({ 200: Draw }) } },
      async (request, reply) => {
        const seen = await seenDraw(request, request.params.id, needs)
        if (seen === null) return answerProblem(request, reply, notFound)
        const outcome = await draws.draw(seen.announced.draw, request.body.dice ?? null, signerOf(request))
        if (outcome.outcome === 'refused') return answerRefusal(request, reply, outcome.refusal)
        return reply.send(await viewOf(outcome.draw, needs))
      },
    )
    app.get(
      '/api/draws/:id/file',
      { schema: { tags, summary: 'Everything needed to draw it again', params: DrawId, response: answers({ 200: Type.Unknown() }) } },
      async (request, reply) => {
        const seen = await seenDraw(request, request.params.id, needs)
        const file = seen === null ? null : await draws.file(seen.announced.draw)
        if (file === null) return answerProblem(request, reply, notFound)
        return reply
          .header('content-disposition', `attachment; filename="guiju-draw-${request.params.id}.json"`)
          .header('cache-control', 'private, no-store')
          .send(file)
      },
    )
  }
}

function signerOf(request: FastifyRequest): DrawBy {
  const { person, name, session, roles } = callerOf(request)
  return { session, signs: (at) => administratorSigner({ person, name }, roles[0]?.role ?? '', at) }
}

async function mayDraw(request: FastifyRequest, document: string | null, { documents, today }: DrawRouteNeeds): Promise<boolean> {
  return isIn(await exportableDocuments(callerOf(request), await today(), documents), document)
}

function isIn(seen: readonly string[] | null, document: string | null): boolean {
  return seen === null || (document !== null && seen.includes(document))
}

/** A draw of what somebody may not take away does not exist for them. */
async function seenDraw(request: FastifyRequest, id: string, needs: DrawRouteNeeds): Promise<DrawState | null> {
  const draw = await needs.draws.find(id)
  return draw !== null && (await mayDraw(request, draw.announced.scope.document, needs)) ? draw : null
}

async function viewOf({ announced, announcedAt, checkpoint, drawn }: DrawState, { pool }: DrawRouteNeeds): Promise<Draw> {
  const { draw, reason, of, scope, size, perCentre, members, population, dice, by } = announced
  const ids = of === 'cases' && drawn !== null ? await idsOf(drawn.sample, pool) : new Map<string, string>()
  return {
    ...{ id: draw, announcedAt, by: by.name, reason, of, scope, size, perCentre, members, population },
    dice: dice !== null,
    state: drawn !== null ? 'drawn' : checkpoint === null ? 'waiting' : 'ready',
    checkpoint,
    seed: drawn?.seed ?? null,
    drawnBy: drawn?.by.name ?? null,
    sample: (drawn?.sample ?? []).map((name) => ({ name, case: ids.get(name) ?? null })),
  }
}

async function idsOf(numbers: readonly string[], pool: DrawRouteNeeds['pool']): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; number: string }>('select id, number from case_head where number = any($1)', [numbers])
  return new Map(rows.map(({ id, number }) => [number, id]))
}

function answerRefusal(request: FastifyRequest, reply: FastifyReply, found: DrawRefusal): FastifyReply {
  if (found.code === 'no-such-draw') return answerProblem(request, reply, notFound)
  const { zh, en } = refusalWords(found)
  return answerProblem(request, reply, refusal(found.code === 'checkpoint-awaited' ? 'not-ready' : 'draw-refused', zh, en))
}

function refusalWords(found: Exclude<DrawRefusal, { code: 'no-such-draw' }>): Words {
  switch (found.code) {
    case 'population-empty':
      return { zh: '这个范围内没有可抽的对象。', en: 'Expected something to draw from within this scope, but there is nothing.' }
    case 'population-too-large':
      return {
        zh: `范围太大：最多从 ${found.most} 项中抽取，请缩小范围。`,
        en: `Expected at most ${found.most} to draw from, but there are more: narrow the scope.`,
      }
    case 'size-too-large':
      return {
        zh: `样本太大：范围内共 ${found.members} 项，一次最多抽 ${found.most} 项。`,
        en: `Expected a sample within the ${found.members} there are and of at most ${found.most}, but more are asked for.`,
      }
    case 'checkpoint-awaited':
      return {
        zh: '下一个检查点尚未签出，种子还没有人知道；约一分钟后再试。',
        en: 'Expected a checkpoint that covers the announcement, but none is signed yet: nobody knows the seed. Try again in a minute.',
      }
    case 'dice-needed':
      return { zh: '宣布时承诺了骰子，请填写骰子点数和随机串。', en: 'Expected the dice that were promised, but none were told.' }
    case 'dice-not-promised':
      return { zh: '宣布时没有承诺骰子，抽取时不能再加。', en: 'Expected no dice, for none were promised when the sample was announced.' }
    case 'dice-differ':
      return { zh: '骰子点数或随机串与宣布时承诺的不符。', en: 'Expected the dice that were promised, but these are others.' }
    default:
      return found satisfies never
  }
}

const notForYou: Refusal = refusal(
  'not-allowed',
  '抽样由审核员、审计管理员或文件归口角色进行；归口角色须指明自己归口的文件。',
  'Expected the auditor, the audit administrator, or the owner of the document, who has to name it.',
)
const formOfCases: Refusal = refusal('draw-refused', '按案卷抽取时不能限定表单。', 'Expected no form where cases are drawn.')
