import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayReadRegisters } from '../registers/may-read.ts'
import { listRegisters, type RegisterNeeds, readRegister, readRegisterRow } from '../registers/read-registers.ts'
import { answerProblem } from './answer-problem.ts'
import { RegisterPage, RegisterRowView, RegisterSummary } from './api/registers.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound } from './problems.ts'

export type RegisterRouteNeeds = CallerNeeds & Readonly<{ registers: RegisterNeeds }>

const Lang = Type.Optional(Type.String({ maxLength: 10 }))
const Register = Type.String({ maxLength: 60 })
const Query = Type.Object({
  /** As it stood at the end of this day; as it stands unless said. */
  on: Type.Optional(Type.String({ format: 'date' })),
  text: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String({ maxLength: 400 })),
  lang: Lang,
})

/** The registers the records make. For those outside the house they do not exist. */
export function registerRoutes(needs: RegisterRouteNeeds): FastifyPluginAsyncTypebox {
  const mayRead = async (request: FastifyRequest): Promise<boolean> =>
    mayReadRegisters(callerOf(request).roles, await needs.today(), needs.registers.documents)
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/registers',
      {
        schema: {
          tags: ['registers'],
          summary: 'Registers, and how many rows each has',
          querystring: Type.Object({ lang: Lang }),
          response: answers({ 200: Type.Array(RegisterSummary) }),
        },
      },
      async (request, reply) =>
        (await mayRead(request)) ? reply.send([...(await listRegisters(needs.registers))]) : answerProblem(request, reply, notFound),
    )
    app.get(
      '/api/registers/:register',
      {
        schema: {
          tags: ['registers'],
          summary: 'Rows of a register, today or as it stood on a day',
          params: Type.Object({ register: Register }),
          querystring: Query,
          response: answers({ 200: RegisterPage }),
        },
      },
      async (request, reply) => {
        const page = (await mayRead(request)) ? await readRegister(request.params.register, request.query, needs.registers) : null
        return page === null ? answerProblem(request, reply, notFound) : reply.send(page)
      },
    )
    app.get(
      '/api/registers/:register/:row',
      {
        schema: {
          tags: ['registers'],
          summary: 'One row, and the records that made it',
          params: Type.Object({ register: Register, row: Type.String({ maxLength: 400 }) }),
          querystring: Type.Object({ lang: Lang }),
          response: answers({ 200: RegisterRowView }),
        },
      },
      async (request, reply) => {
        const { register, row } = request.params
        const view = (await mayRead(request)) ? await readRegisterRow(register, row, needs.registers) : null
        return view === null ? answerProblem(request, reply, notFound) : reply.send(view)
      },
    )
  }
}
