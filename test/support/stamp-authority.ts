import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type TestAuthority = Readonly<{
  url: string
  folder: string
  /** PEM of the root. */
  root: string
  /** Answers each request with what this makes of it; null: as it should. */
  answering(change: ((reply: Uint8Array, query: Uint8Array) => Uint8Array | Promise<Uint8Array>) | null): void
  /** What `openssl ts -reply` answers. */
  reply(query: Uint8Array): Promise<Uint8Array>
  /** A certificate of the authority's key for another usage, into `file`. */
  certify(file: string, usage: string): Promise<void>
  close(): Promise<void>
}>

/** A time-stamping authority made of `openssl ts`: its own root, its own certificate, and a door. */
export async function openStampAuthority(name = '测试时间戳中心'): Promise<TestAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'guiju-tsa-'))
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  await openssl(
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '9000',
    ],
    ...['-subj', '/C=CN/CN=Root', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  )
  await openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.csr', '-utf8', '-subj', `/C=CN/CN=${name}`)
  const certify = async (file: string, usage: string): Promise<void> => {
    const identifiers = 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid'
    const uses = `basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=${usage}`
    await writeFile(join(folder, 'tsa.ext'), `${uses}\n${identifiers}\n`)
    await openssl(
      ...['x509', '-req', '-in', 'tsa.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '8000'],
      ...['-extfile', 'tsa.ext', '-out', file],
    )
  }
  await certify('tsa.pem', 'critical,timeStamping')
  await writeFile(join(folder, 'serial'), '01')
  await writeFile(join(folder, 'ts.cnf'), configuration)
  let queue: Promise<unknown> = Promise.resolve()
  const reply = (query: Uint8Array): Promise<Uint8Array> => {
    const answered = queue.then(async () => {
      await writeFile(join(folder, 'query.tsq'), query)
      await openssl('ts', '-reply', '-config', 'ts.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr')
      return new Uint8Array(await readFile(join(folder, 'reply.tsr')))
    })
    queue = answered.catch(() => {})
    return answered
  }
  let change: Parameters<TestAuthority['answering']>[0] = null
  const server = createServer(async (request, response) => {
    try {
      const query = new Uint8Array(await buffer(request))
      const answer = await reply(query)
      response.setHeader('content-type', 'application/timestamp-reply')
      response.end(change === null ? answer : await change(answer, query))
    } catch {
      response.statusCode = 500
      response.end()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    folder,
    root: await readFile(join(folder, 'ca.pem'), 'utf8'),
    answering: (how) => {
      change = how
    },
    reply,
    certify,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const configuration = `[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_alg = sha256
`
