import type { FastifyReply } from 'fastify'
import { sheetMediaType } from '../sheets/sheet-file.ts'

/** Sends a workbook to be saved under a name. */
export function sendSheet(reply: FastifyReply, called: string, bytes: Buffer): FastifyReply {
  const file = `${called.replaceAll(/[^\w.-]/g, '_')}.xlsx`
  return reply
    .type(sheetMediaType)
    .header('content-disposition', `attachment; filename="${file}"`)
    .header('cache-control', 'private, no-store')
    .send(bytes)
}
