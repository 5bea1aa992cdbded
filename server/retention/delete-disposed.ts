import type { Pool } from 'pg'

/**
 * Deletes payloads a disposal entry names, with their openings, and files no other record names. The role that may do it
 * may do nothing else; the guards of the tables let nobody else through.
 */
export async function deleteDisposed(
  stream: string,
  rows: readonly Readonly<{ serial: number }>[],
  disposal: Pick<Pool, 'connect'>,
): Promise<void> {
  const client = await disposal.connect()
  let broken = true
  try {
    await client.query('begin')
    const values = [stream, rows.map(({ serial }) => serial)]
    await client.query('delete from opening where stream = $1 and serial = any($2::int[])', values)
    await client.query('delete from payload where stream = $1 and serial = any($2::int[])', values)
    const named = await client.query<{ attachment: string }>(
      'delete from attachment_use where stream = $1 and serial = any($2::int[]) returning attachment',
      values,
    )
    const files = [...new Set(named.rows.map(({ attachment }) => attachment))]
    const free = await client.query<{ id: string }>(
      'select a.id from attachment a where a.id = any($1::uuid[]) and not exists (select from attachment_use u where u.attachment = a.id)',
      [files],
    )
    const gone = [free.rows.map(({ id }) => id)]
    await client.query('delete from attachment_piece where attachment = any($1::uuid[])', gone)
    await client.query('delete from attachment where id = any($1::uuid[])', gone)
    await client.query('commit')
    broken = false
  } finally {
    // A transaction that was not committed goes with its connection.
    client.release(broken)
  }
}
