import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { problems } from '../../server/http/problems.ts'
import { withHouse } from './support/house.ts'

type Operation = Readonly<{
  responses: Readonly<Record<string, { description?: string; content?: Record<string, { schema: object }> }>>
  parameters?: readonly { name: string; in: string; required?: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
}>
type Document = Readonly<{
  openapi: string
  info: { title: string; version: string }
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: { schemas: Readonly<Record<string, object>> }
}>

const house = withHouse({ found: false })
const read = async (): Promise<Document> => (await house().inject({ url: '/openapi.json' })).json()
const operations = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ at: `${method.toUpperCase()} ${path}`, path, operation })),
  )

describe('the description of the interface', () => {
  it('is OpenAPI 3.1, with every schema a valid one of JSON Schema 2020-12', async () => {
    const document = await read()
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    const ajv = new Ajv2020({ strict: false })
    const schemas = operations(document).flatMap(({ at, operation }) => [
      ...(operation.parameters ?? []).map(({ schema }) => ({ at, schema })),
      ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ at, schema })),
      ...Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {}).map(({ schema }) => ({ at, schema }))),
    ])
    expect(schemas.length).toBeGreaterThan(100)
    const invalid = schemas.filter(({ schema }) => !ajv.validateSchema(schema))
    expect(invalid.map(({ at }) => at)).toEqual([])
  })

  it('refers to nothing that is not there', async () => {
    const document = await read()
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference)
    expect(references.length).toBeGreaterThan(50)
    expect(references.filter((reference) => !(reference.replace('#/components/schemas/', '') in document.components.schemas))).toEqual([])
  })

  it('declares every parameter of an address, and a description of every answer', async () => {
    for (const { at, path, operation } of operations(await read())) {
      const named = [...path.matchAll(/\{(\w+|\*)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect([at, declared.map(({ name }) => name).toSorted()]).toEqual([at, named.toSorted()])
      expect([at, declared.every(({ required }) => required === true)]).toEqual([at, true])
      expect([at, Object.values(operation.responses).every(({ description }) => description !== undefined)]).toEqual([at, true])
    }
  })

  it('declares for every route each status it may refuse with', async () => {
    const statuses = [...new Set(Object.values(problems).map(({ status }) => String(status)))]
    for (const { at, operation } of operations(await read())) {
      const declared = Object.keys(operation.responses)
      expect([at, statuses.filter((status) => !declared.includes(status))]).toEqual([at, []])
      expect([at, declared.some((status) => status.startsWith('2'))]).toEqual([at, true])
    }
  })
})

describe('a house without an organisation', () => {
  it('says that the first run is to come, and makes it with three administrators who cannot be one', async () => {
    expect((await house().inject({ url: '/api/setup' })).json()).toEqual({ needed: true })
    const administrator = (kind: string, login: string) => ({ kind, name: kind, login, password: 'a phrase to begin with' })
    const setup = (administrators: object[]) =>
      house().inject({ method: 'POST', url: '/api/setup', payload: { organisation: { zh: '某中心', en: 'Some Centre' }, administrators } })
    const twice = await setup([
      administrator('system_admin', 'a1'),
      administrator('system_admin', 'a2'),
      administrator('audit_admin', 'a3'),
    ])
    expect(twice.json()).toMatchObject({ status: 422, code: 'value-unknown' })
    const one = await setup([
      administrator('system_admin', 'a1'),
      administrator('security_admin', 'a1'),
      administrator('audit_admin', 'a1'),
    ])
    expect(one.json()).toMatchObject({ status: 409, code: 'login-taken' })
    const three = [administrator('system_admin', 'a1'), administrator('security_admin', 'a2'), administrator('audit_admin', 'a3')]
    const answers = await Promise.all([setup(three), setup(three)])
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409])
    expect((await house().inject({ url: '/api/setup' })).json()).toEqual({ needed: false })
    const { rows } = await house().assembly.pool.query<{ kind: string }>('select kind from entry order by sequence')
    expect(rows.map(({ kind }) => kind)).toEqual(['organisation-created', 'role-granted', 'role-granted', 'role-granted', 'release'])
  })
})
