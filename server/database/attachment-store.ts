import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { isUuid, type Scope } from './case-reader.ts'
import { answered, type Connections } from './transaction.ts'

export const largestAttachment = 20 * 1024 * 1024
const pieceSize = 256 * 1024
const keptDays = 7

export type StoredAttachment = Readonly<{
  id: string
  sha256: string
  size: number
  type: string
  name: string
  uploadedBy: string
  uploadedAt: string
  expiresAt: string | null
}>
export type StoreOutcome = Readonly<
  { outcome: 'stored'; attachment: StoredAttachment } | { outcome: 'too-large'; limit: number } | { outcome: 'empty' }
>

/**
 * Files lie in the database in pieces, so that they are in every backup of it and neither side holds one whole. A file
 * belongs to its uploader and goes after seven days, unless a record has named it by then.
 */
export type AttachmentStore = Readonly<{
  store(
    file: Readonly<{ id: string; name: string; type: string; uploadedBy: string }>,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<StoreOutcome>
  /** What is known of a file; null where there is none, or it has expired. */
  find(id: string): Promise<StoredAttachment | null>
  /** Whether some record of a case in scope names the file. Its uploader's right is not asked here. */
  isNamedIn(id: string, scope: Scope): Promise<boolean>
  read(id: string): AsyncIterable<Uint8Array>
  /** Removes what nobody named in time; answers how many. */
  removeExpired(): Promise<number>
}>

export function makeAttachmentStore(pool: Connections): AttachmentStore {
  const ask = async <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await answered(pool.query<Row>({ name, text, values: [...values] }))).rows
  return {
    store: (file, bytes) => store(pool, file, bytes),
    async find(id) {
      if (!isUuid(id)) return null
      return (
        (
          await ask<StoredAttachment>(
            'find-attachment',
            `select ${columns} from attachment where id = $1 and (expires_at is null or expires_at > record_clock())`,
            [id],
          )
        )[0] ?? null
      )
    },
    async isNamedIn(id, { sites }) {
      if (!isUuid(id)) return false
      const text =
        'select 1 as found from attachment_use u join case_head h on h.id = u.stream where u.attachment = $2 and ($1::text[] is null or h.site = any($1::text[])) limit 1'
      return (await ask('attachment-in-scope', text, [sites === 'all' ? null : sites, id])).length > 0
    },
    read: (id) => read(pool, id),
    async removeExpired() {
      const text = `with gone as (delete from attachment where expires_at <= record_clock() returning id), pieces as (delete from attachment_piece where attachment in (select id from gone)) select id from gone`
      return (await ask('remove-expired-attachments', text, [])).length
    },
  }
}

const columns = `id, encode(sha256, 'hex') as sha256, size, type, name, uploaded_by as "uploadedBy", uploaded_at as "uploadedAt", expires_at as "expiresAt"`

/** One transaction for the whole stream: a file that breaks off leaves nothing. */
async function store(
  pool: Connections,
  { id, name, type, uploadedBy }: Readonly<{ id: string; name: string; type: string; uploadedBy: string }>,
  bytes: AsyncIterable<Uint8Array>,
): Promise<StoreOutcome> {
  const client = await answered(pool.connect())
  let finished = false
  try {
    await client.query('begin')
    const hash = createHash('sha256')
    let size = 0
    let ordinal = 0
    for await (const piece of inPieces(bytes)) {
      size += piece.length
      if (size > largestAttachment) break
      hash.update(piece)
      await client.query({
        name: 'store-piece',
        text: 'insert into attachment_piece (attachment, ordinal, data) values ($1, $2, $3)',
        values: [id, ordinal, piece],
      })
      ordinal += 1
    }
    const refused: StoreOutcome | null =
      size > largestAttachment ? { outcome: 'too-large', limit: largestAttachment } : size === 0 ? { outcome: 'empty' } : null
    if (refused !== null) {
      await client.query('rollback')
      finished = true
      return refused
    }
    const text = `insert into attachment (id, sha256, size, type, name, uploaded_by, uploaded_at, expires_at) values ($1, $2, $3, $4, $5, $6, record_clock(), record_clock() + make_interval(days => $7)) returning ${columns}`
    const { rows } = await answered(
      client.query<StoredAttachment>({
        name: 'store-attachment',
        text,
        values: [id, hash.digest(), size, type, name, uploadedBy, keptDays],
      }),
    )
    await answered(client.query('commit'))
    finished = true
    const [attachment] = rows
    if (attachment === undefined) throw new Error('Expected the file just stored, but it is not there.')
    return { outcome: 'stored', attachment }
  } finally {
    // Closing the connection undoes an open transaction, also where the uploader's stream failed in the middle.
    client.release(!finished)
  }
}

async function* read(pool: Pick<Pool, 'query'>, id: string): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal += 1) {
    const { rows } = await answered(
      pool.query<{ data: Buffer }>({
        name: 'read-piece',
        text: 'select data from attachment_piece where attachment = $1 and ordinal = $2',
        values: [id, ordinal],
      }),
    )
    const [piece] = rows
    if (piece === undefined) return
    yield piece.data
  }
}

/** Cuts a stream anew, so that the pieces stored do not depend on how it arrived. */
async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0)
  for await (const chunk of bytes) {
    waiting = Buffer.concat([waiting, chunk])
    for (; waiting.length >= pieceSize; waiting = waiting.subarray(pieceSize)) yield waiting.subarray(0, pieceSize)
  }
  if (waiting.length > 0) yield waiting
}
