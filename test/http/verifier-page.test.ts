import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeApp } from '../../server/app.ts'
import type { VerifierPage } from '../../server/audit/verifier-page.ts'
import { makeLog } from '../../server/http/log.ts'
import { verifierRoutes } from '../../server/http/verifier-routes.ts'

const html = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-x'">`
const bytes = new TextEncoder().encode(html)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const appWith = (page: VerifierPage | null) =>
  makeApp({
    log: makeLog('silent'),
    secure: false,
    trustProxy: false,
    requestsPerMinute: 1_000,
    webClient: join(tmpdir(), 'guiju-no-client'),
    routes: [verifierRoutes(async () => page)],
  })

it('the verifier is published for anybody, under a policy of its own, with the hash it is known by', async () => {
  const app = await appWith({ bytes, sha256 })
  const page = await app.inject('/verify.html')
  expect(page.body).toBe(html)
  expect(page.headers['content-security-policy']).toBe("default-src 'none'; script-src 'sha256-x'; frame-ancestors 'none'")
  expect((await app.inject('/verify.html.sha256')).body).toBe(`${sha256}  verify.html\n`)
  expect((await app.inject('/api/verifier')).json()).toEqual({ path: '/verify.html', bytes: bytes.length, sha256 })
})

it('a house that has not built it says so', async () => {
  const app = await appWith(null)
  for (const path of ['/verify.html', '/verify.html.sha256', '/api/verifier']) expect((await app.inject(path)).statusCode).toBe(404)
})
