import { ProblemError, readAnswer, requestHeaders } from './request.ts'

export type ReceivedFile = Readonly<{ name: string; contents: Blob }>

/** Asks for a file. Throws ProblemError for everything that is none. */
export async function requestFile(method: 'GET' | 'POST', path: string, body?: unknown): Promise<ReceivedFile> {
  const headers = { ...requestHeaders(), ...(body !== undefined && { 'content-type': 'application/json' }) }
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ProblemError({ type: 'urn:guiju:client:unreachable', title: 'unreachable', status: 0, detail: '', code: 'unreachable' })
  })
  if (!response.ok) return readAnswer<never>(response.status, await response.text())
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'file'
  return { name, contents: await response.blob() }
}

/** Hands a file to the browser to be kept under its name. */
export function saveFile({ name, contents }: ReceivedFile): void {
  const address = URL.createObjectURL(contents)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken the address over by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
