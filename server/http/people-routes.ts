import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Words } from '#engine'
import type { Administration, AdministrationRefusal } from '../people/administration.ts'
import type { PeopleStore } from '../people/people-store.ts'
import { administratorOf, anyAdministrator } from './administrator.ts'
import { answerProblem } from './answer-problem.ts'
import { CreatedAccount, CreatedGrant, EndGrant, NewAccount, NewDeputy, NewGrant, PersonDetail } from './api/people.ts'
import { PersonOption } from './api/records.ts'
import { type CallerNeeds, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, type Refusal, refusal } from './problems.ts'

export type PeopleRouteNeeds = CallerNeeds &
  Readonly<{ people: PeopleStore; administration: () => Promise<Administration>; roleTitle: (role: string) => Promise<Words> }>

const PersonId = Type.Object({ person: Type.String({ pattern: '^[0-9a-f-]{36}$' }) })
const GrantId = Type.Object({ grant: Type.String({ pattern: '^[0-9a-f-]{36}$' }) })

/** People to choose in a form, and the work of the system and the security administrator. */
export function peopleRoutes(needs: PeopleRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/people',
      {
        schema: {
          tags: ['people'],
          summary: 'Persons for a person field',
          querystring: Type.Object({
            q: Type.Optional(Type.String({ maxLength: 80 })),
            role: Type.Optional(Type.String({ maxLength: 60 })),
            lang: Type.Optional(Type.String()),
          }),
          response: answers({ 200: Type.Array(PersonOption) }),
        },
      },
      async (request) => {
        const found = await needs.people.findPersons({
          text: request.query.q ?? '',
          role: request.query.role ?? null,
          on: await needs.today(),
          limit: 50,
        })
        return Promise.all(
          found.map(async ({ person, name, roles }) => ({ person, name, roles: await Promise.all(roles.map(needs.roleTitle)) })),
        )
      },
    )
    app.post(
      '/api/accounts',
      {
        schema: {
          tags: ['administration'],
          summary: 'Make a person and an account',
          body: NewAccount,
          response: answers({ 201: CreatedAccount }),
        },
      },
      async (request, reply) => {
        if (administratorOf(request, 'system_admin') === null) return answerProblem(request, reply, notForYou)
        const done = await (await needs.administration()).createAccount({ ...request.body, mustChangePassword: true })
        return done.outcome === 'done' ? reply.status(201).send({ person: done.person }) : answerRefusal(request, reply, done.refusal)
      },
    )
    await app.register(rightsRoutes(needs))
  }
}

function rightsRoutes(needs: PeopleRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/people/:person',
      {
        schema: {
          tags: ['administration'],
          summary: 'Roles and deputies of a person',
          params: PersonId,
          response: answers({ 200: PersonDetail }),
        },
      },
      async (request, reply) => {
        if (anyAdministrator(request) === null) return answerProblem(request, reply, notForYou)
        const { person } = request.params
        const name = (await needs.people.namesOf([person])).get(person)
        if (name === undefined) return answerProblem(request, reply, notFound)
        const [grants, deputies] = await Promise.all([needs.people.grantsOf(person), needs.people.deputyshipsOf(person)])
        const titled = await Promise.all(
          grants.map(async ({ id, role, site, occupation, from, until }) => ({
            id,
            role,
            title: await needs.roleTitle(role),
            site,
            occupation,
            from,
            until,
          })),
        )
        return reply.send({ person, name, grants: titled, deputies: deputies.map((one) => ({ ...one, roles: [...one.roles] })) })
      },
    )
    app.post(
      '/api/people/:person/grants',
      {
        schema: {
          tags: ['administration'],
          summary: 'Give a role',
          params: PersonId,
          body: NewGrant,
          response: answers({ 201: CreatedGrant }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'security_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const { role, site, occupation, from, until, reason } = request.body
        const done = await (await needs.administration()).grant(
          { person: request.params.person, role, site: site ?? null, occupation: occupation ?? null, from, until: until ?? null, reason },
          by,
        )
        return done.outcome === 'done' ? reply.status(201).send({ grant: done.grant }) : answerRefusal(request, reply, done.refusal)
      },
    )
    app.post(
      '/api/grants/:grant/end',
      {
        schema: {
          tags: ['administration'],
          summary: 'End a role',
          params: GrantId,
          body: EndGrant,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'security_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const done = await (await needs.administration()).endGrant(request.params.grant, request.body.reason, by)
        return done.outcome === 'done' ? reply.status(204).send(null) : answerRefusal(request, reply, done.refusal)
      },
    )
    app.post(
      '/api/people/:person/deputies',
      {
        schema: {
          tags: ['administration'],
          summary: 'Name a deputy',
          params: PersonId,
          body: NewDeputy,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'security_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const done = await (await needs.administration()).nameDeputy({ person: request.params.person, ...request.body }, by)
        return done.outcome === 'done' ? reply.status(204).send(null) : answerRefusal(request, reply, done.refusal)
      },
    )
  }
}

const notForYou = refusal(
  'not-allowed',
  '此项由相应的管理员办理（账号：系统管理员；角色：安全管理员）。',
  'This is for the administrator in charge: accounts for the system administrator, roles for the security administrator.',
)

function answerRefusal(request: FastifyRequest, reply: FastifyReply, refused: AdministrationRefusal): FastifyReply {
  return answerProblem(request, reply, problemOf(refused))
}

function problemOf(refused: AdministrationRefusal): Refusal {
  switch (refused.code) {
    case 'role-unknown':
      return refusal(
        'value-unknown',
        `没有可授予的角色 ${refused.role}。`,
        `Expected a role that can be given, but ${refused.role} is none.`,
      )
    case 'roles-incompatible':
      return refusal(
        'roles-incompatible',
        `${refused.role} 与已有的 ${refused.with} 不得由一人兼任。`,
        `Expected ${refused.role} to be given to somebody who does not hold ${refused.with}: one person may not hold both.`,
      )
    case 'person-unknown':
      return refusal('value-unknown', '没有这个人员。', 'Expected a person known here, but there is none.')
    case 'grant-unknown':
      return refusal('value-unknown', '没有这项有效的授权。', 'Expected a role that is held, but it is not.')
    case 'site-unknown':
      return refusal('value-unknown', `没有鉴定所 ${refused.site}。`, `Expected a testing centre known here, but ${refused.site} is none.`)
    case 'login-taken':
      return refusal('login-taken', '登录名已被使用。', 'Expected a login of its own, but it is taken.')
    case 'password-weak':
      return refusal(
        'password-weak',
        '密码至少 10 个字符、5 种不同字符，且不含登录名。',
        'Expected at least 10 characters, 5 different ones, and not the login.',
      )
    case 'dates-crossed':
      return refusal('value-unknown', '终止日期应晚于起始日期。', 'Expected the last date after the first.')
    case 'deputy-is-self':
      return refusal('value-unknown', '代理人不能是本人。', 'Expected another person as deputy.')
    default:
      return refused satisfies never
  }
}
