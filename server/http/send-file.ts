import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AttachmentStore } from '../database/attachment-store.ts'

/** Sends a kept file as what it is, to be saved: nothing in it is carried out by the browser. */
export function sendFile(
  reply: FastifyReply,
  file: Readonly<{ id: string; name: string; type: string; size: number }>,
  files: AttachmentStore,
): FastifyReply {
  const named = `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`
  return reply
    .type(file.type)
    .header('content-disposition', named)
    .header('content-length', file.size)
    .header('cache-control', 'private, no-store')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(Readable.from(files.read(file.id)))
}
