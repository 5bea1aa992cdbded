import { type Agent, type IncomingHttpHeaders, request } from 'node:http'

export type Answer = Readonly<{ status: number; headers: IncomingHttpHeaders; body: unknown }>
export type Message = Readonly<{ method: 'GET' | 'POST'; path: string; headers?: Readonly<Record<string, string>>; body?: unknown }>

/** A person who is signed in. `post` carries session cookie, CSRF token and an idempotency key of the caller's choice. */
export type Session = Readonly<{
  person: string
  login: string
  get(path: string): Promise<Answer>
  post(path: string, body: unknown, key: string): Promise<Answer>
}>

/** Sends one message and reads the whole answer. Rejects where the connection breaks before the answer is complete. */
export function ask(agent: Agent, address: string, { method, path, headers = {}, body }: Message): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const kind = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const sent = request(`${address}${path}`, { agent, method, headers: { ...headers, ...kind } }, (received) => {
      const pieces: Buffer[] = []
      received.on('data', (piece: Buffer) => pieces.push(piece))
      received.on('error', reject)
      received.on('end', () => {
        if (!received.complete) return reject(new Error('Expected a whole answer, but the connection broke in it'))
        resolve({ status: received.statusCode ?? 0, headers: received.headers, body: bodyOf(Buffer.concat(pieces).toString()) })
      })
    })
    sent.on('error', reject)
    sent.setTimeout(60_000, () => sent.destroy(new Error(`Expected an answer to ${method} ${path} within a minute, but there is none`)))
    sent.end(text)
  })
}

/** Signs somebody in. `address` is asked for at every message: a server that was started again may have another. */
export async function signIn(agent: Agent, address: () => string, login: string, password: string): Promise<Session> {
  const signedIn = await ask(agent, address(), { method: 'POST', path: '/api/session', body: { login, password } })
  const { person, csrf } = expectStatus(signedIn, 200) as Readonly<{ person: string; csrf: string }>
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
  return {
    person,
    login,
    get: (path) => ask(agent, address(), { method: 'GET', path, headers: { cookie } }),
    post: (path, body, key) =>
      ask(agent, address(), { method: 'POST', path, body, headers: { cookie, 'x-csrf-token': csrf, 'idempotency-key': key } }),
  }
}

/** The body of an answer with this status. @throws where it has another */
export function expectStatus({ status, body }: Answer, expected: number): unknown {
  if (status !== expected) throw new Error(`Expected status ${expected}, but it is ${status}: ${JSON.stringify(body)}`)
  return body
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
