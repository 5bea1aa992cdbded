import type { LightMyRequestResponse } from 'fastify'
import type { Guest } from './house.ts'

/** Sends one file as a browser does. */
export function upload(
  guest: Guest,
  name: string,
  bytes: Buffer,
  url = '/api/attachments',
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const boundary = '----------------guiju'
  const head = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  )
  const body = Buffer.concat([head, bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return guest.send('POST', url, body, { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` })
}

/** The smallest PDF that passes for one. */
export const smallPdf = Buffer.from('%PDF-1.4\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n', 'latin1')
