import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { ClientBase, Connection, Submittable } from 'pg'

/** What `pg` calls on whatever a connection is busy with (PostgreSQL: Frontend/Backend Protocol, COPY operations). */
type CopyConnection = Connection &
  Readonly<{ sendCopyFromChunk(chunk: Uint8Array): void; endCopyFrom(): void; sendCopyFail(why: string): void }>

/** The rows of `COPY … TO STDOUT` as they come, at the pace of whoever reads them. `rows` is known at the end. */
export class CopyOut extends Readable implements Submittable {
  rows = 0
  readonly #text: string
  #connection: Connection | null = null

  constructor(text: string) {
    super({ highWaterMark: 1024 * 1024 })
    this.#text = text
  }

  submit = (connection: Connection): void => {
    this.#connection = connection
    connection.query(this.#text)
  }

  override _read(): void {
    this.#connection?.stream.resume()
  }

  // The parser of `pg` uses its buffer again: what is kept has to be copied.
  handleCopyData({ chunk }: Readonly<{ chunk: Buffer }>): void {
    if (!this.push(Buffer.from(chunk))) this.#connection?.stream.pause()
  }

  handleCommandComplete({ text }: Readonly<{ text: string }>): void {
    this.rows = rowsIn(text)
  }

  handleReadyForQuery(): void {
    this.push(null)
  }

  handleError(error: Error): void {
    this.#connection?.stream.resume()
    this.destroy(error)
  }
}

/** Sends `source` as the rows of `COPY … FROM STDIN`; answers how many there were. A source that fails leaves none of them. */
export function copyIn(client: ClientBase, text: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(text, source, resolve, reject))
  })
}

class CopyIn implements Submittable {
  readonly #text: string
  readonly #source: AsyncIterable<Uint8Array>
  readonly #resolve: (rows: number) => void
  readonly #reject: (error: unknown) => void
  #rows = 0
  #failure: Error | null = null
  #refused = false

  constructor(text: string, source: AsyncIterable<Uint8Array>, resolve: (rows: number) => void, reject: (error: unknown) => void) {
    this.#text = text
    this.#source = source
    this.#resolve = resolve
    this.#reject = reject
  }

  submit = (connection: Connection): void => {
    connection.query(this.#text)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#feed(connection).catch((cause: unknown) => {
      this.#failure = cause instanceof Error ? cause : new Error(String(cause))
      connection.sendCopyFail('the source failed')
    })
  }

  async #feed(connection: CopyConnection): Promise<void> {
    for await (const chunk of this.#source) {
      if (this.#refused) return
      connection.sendCopyFromChunk(chunk)
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain')
    }
    if (!this.#refused) connection.endCopyFrom()
  }

  handleCommandComplete({ text }: Readonly<{ text: string }>): void {
    this.#rows = rowsIn(text)
  }

  handleReadyForQuery(): void {
    if (!this.#refused) this.#resolve(this.#rows)
  }

  handleError(error: Error): void {
    this.#refused = true
    this.#reject(this.#failure ?? error)
  }
}

const rowsIn = (tag: string): number => Number(tag.split(' ').at(-1) ?? 0)
