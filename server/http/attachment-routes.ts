import type { MultipartFile } from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { allowedExtensions, typeOfAttachment } from '../documents/attachment-type.ts'
import { makeIdentifier } from '../identifier.ts'
import { answerProblem } from './answer-problem.ts'
import { Attachment } from './api/records.ts'
import { type CallerNeeds, callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { type Refusal, refusal } from './problems.ts'

export type AttachmentRouteNeeds = CallerNeeds & Readonly<{ files: AttachmentStore }>

/** Uploading a file, before the step that names it. Until then it is its uploader's alone, and goes after seven days. */
export function attachmentRoutes(needs: AttachmentRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.post(
      '/api/attachments',
      {
        bodyLimit: 21 * 1024 * 1024,
        schema: {
          tags: ['records'],
          summary: 'Upload one file (multipart)',
          consumes: ['multipart/form-data'],
          response: answers({ 201: Attachment }),
        },
      },
      async (request, reply) => {
        if (refuseReadOnly(request, reply) !== null) return reply
        const file = request.isMultipart() ? await request.file() : undefined
        if (file === undefined) return answerProblem(request, reply, noFile)
        const done = await keep(file, callerOf(request).person, needs.files)
        if ('code' in done) {
          // What is left of the file is not read: the connection would wait for it.
          file.file.resume()
          return answerProblem(request, reply, done)
        }
        return reply.status(201).send(done)
      },
    )
  }
}

async function keep(file: MultipartFile, person: string, files: AttachmentStore) {
  const name = file.filename.normalize('NFC')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (name === '' || [...name].length > 200 || !name.isWellFormed() || /[\u0000-\u001f\u007f/\\]/.test(name)) return badName
  // Twenty megabytes at most, and one at a time a request: what a file is can only be told from all of it.
  const bytes = await file.toBuffer().catch((error: unknown) => (file.file.truncated ? null : Promise.reject(error)))
  if (bytes === null || file.file.truncated) return tooLarge
  if (bytes.length === 0) return refusal('attachment-refused', '文件是空的。', 'Expected a file with content, but it is empty.')
  const verdict = await typeOfAttachment(name, bytes, isText(bytes))
  if (verdict.outcome === 'refused')
    return verdict.because === 'name-not-allowed' ? nameNotAllowed(verdict.found) : contentDiffers(name, verdict.found)
  const stored = await files.store({ id: makeIdentifier(), name, type: verdict.type, uploadedBy: person }, chunked(bytes))
  if (stored.outcome !== 'stored') return tooLarge
  const { id, size, sha256, type } = stored.attachment
  return { attachment: id, name, type, size, sha256 }
}

function isText(bytes: Buffer): boolean {
  try {
    return !bytes.includes(0) && new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== undefined
  } catch {
    return false
  }
}

async function* chunked(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024)
}

const noFile = refusal(
  'request-malformed',
  '请以 multipart/form-data 上传一个文件。',
  'Expected one file as multipart/form-data, but there is none.',
)
const badName = refusal(
  'attachment-refused',
  '文件名为空、太长或含有不允许的字符。',
  'Expected a file name without slashes and control characters, at most 200 long, but it is not.',
)
const tooLarge = refusal('too-large', '附件不得超过 20 MB。', 'Expected a file of at most 20 MB, but it is larger.')

function nameNotAllowed(found: string): Refusal {
  const list = allowedExtensions.join(', ')
  return refusal(
    'attachment-refused',
    `不接受 .${found} 文件；可上传：${list}。`,
    `Expected one of ${list}, but the name ends in .${found}.`,
  )
}

function contentDiffers(name: string, found: string): Refusal {
  const extension = name.slice(name.lastIndexOf('.'))
  return refusal(
    'attachment-refused',
    `文件名为 ${extension}，但内容是 ${found}。`,
    `Expected the content of a ${extension} file, but it is ${found}.`,
  )
}
