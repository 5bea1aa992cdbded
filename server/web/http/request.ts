import type { Problem } from '../../http/api/common.ts'
import { storedLanguage } from '../language/language.tsx'

/** A refusal of the server (RFC 9457), or of the way to it: `unreachable`, `unreadable`. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

export type Sending = Readonly<{ body?: unknown; idempotencyKey?: string; signal?: AbortSignal }>

let csrfToken = ''

/** Kept in memory alone: what changes something must show it. */
export function keepCsrfToken(token: string): void {
  csrfToken = token
}

export function requestHeaders(): Record<string, string> {
  return { accept: 'application/json', 'accept-language': storedLanguage(), ...(csrfToken !== '' && { 'x-csrf-token': csrfToken }) }
}

/** Sends one request to the API. Answers the body; throws ProblemError for everything else. */
export async function request<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, sending: Sending = {}): Promise<T> {
  const headers = requestHeaders()
  if (sending.body !== undefined) headers['content-type'] = 'application/json'
  if (sending.idempotencyKey !== undefined) headers['idempotency-key'] = sending.idempotencyKey
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(sending.body !== undefined && { body: JSON.stringify(sending.body) }),
    ...(sending.signal !== undefined && { signal: sending.signal }),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ProblemError(localProblem('unreachable', 0))
  })
  return readAnswer<T>(response.status, await response.text())
}

/** A picture of the API as a document of its own. No script of it would run: the policy of the page allows none but ours. */
export async function requestPicture(path: string, signal: AbortSignal): Promise<Document> {
  const response = await fetch(path, { headers: { ...requestHeaders(), accept: 'image/svg+xml' }, credentials: 'same-origin', signal })
  if (!response.ok) throw new ProblemError(localProblem('unreadable', response.status))
  return new DOMParser().parseFromString(await response.text(), 'image/svg+xml')
}

/** A file made on demand: what it says stands in no cache and no address. */
export async function requestFile(path: string, body: unknown): Promise<Blob> {
  const headers = { ...requestHeaders(), accept: '*/*', 'content-type': 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, credentials: 'same-origin', body: JSON.stringify(body) })
  if (!response.ok) readAnswer(response.status, await response.text())
  return response.blob()
}

/** The body of an answer, or the problem it tells of. Shared with the upload, which is not sent by fetch. */
export function readAnswer<T>(status: number, text: string): T {
  const body = parsed(text)
  if (status >= 200 && status < 300) return body as T
  throw new ProblemError(isProblem(body) ? body : localProblem('unreadable', status))
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && typeof body.detail === 'string'
}

function localProblem(code: 'unreachable' | 'unreadable', status: number): Problem {
  return { type: `urn:guiju:client:${code}`, title: code, status, detail: '', code }
}
