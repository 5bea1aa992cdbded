import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import type { Unreadable } from './sheet.ts'

/** More than any workbook of 1,000 rows holds, and little enough for one request. */
const MOST_FILES = 400
const MOST_BYTES = 48 * 1024 * 1024

export type Unpacked = Readonly<{ outcome: 'unpacked'; names: ReadonlySet<string>; read: (name: string) => Promise<Buffer | null> }>
export type Refused = Readonly<{ outcome: 'refused'; because: Unreadable }>

/** Thrown inside a reading that must stop; `unpack` and `readWorkbook` answer it as a value. */
export class StopReading extends Error {
  override name = 'StopReading'
  readonly because: Unreadable
  constructor(because: Unreadable) {
    super(because)
    this.because = because
  }
}

/**
 * Opens a workbook's container in memory. Only files asked for are inflated, and what comes out is counted while it
 * comes, whatever the headers claim: a bomb stops at the limit.
 */
export async function unpack(bytes: Buffer): Promise<Unpacked | Refused> {
  // Excel puts an encrypted workbook, and the old format, into an OLE container.
  if (bytes.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) return { outcome: 'refused', because: 'encrypted' }
  const zip = await open(bytes).catch(() => null)
  if (zip === null) return { outcome: 'refused', because: 'not-a-workbook' }
  const entries = await directory(zip).catch(() => null)
  if (entries === null) return { outcome: 'refused', because: 'damaged' }
  let left = MOST_BYTES
  const read = async (name: string): Promise<Buffer | null> => {
    const entry = entries.get(name)
    if (entry === undefined) return null
    if (entry.uncompressedSize > left) throw new StopReading('too-large-inside')
    const contents = await inflate(zip, entry, left)
    left -= contents.length
    return contents
  }
  return { outcome: 'unpacked', names: new Set(entries.keys()), read }
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: false }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    ),
  )
}

function directory(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MOST_FILES) return Promise.reject(new StopReading('too-large-inside'))
  const found = new Map<string, Entry>()
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      found.set(entry.fileName.replace(/^\//, ''), entry)
      zip.readEntry()
    })
    zip.on('end', () => resolve(found))
    zip.on('error', reject)
    zip.readEntry()
  })
}

async function inflate(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error))),
  ).catch(() => {
    throw new StopReading('damaged')
  })
  const pieces: Buffer[] = []
  let size = 0
  const gather = new Writable({
    write(piece: Buffer, _encoding, done) {
      size += piece.length
      if (size > most) return done(new StopReading('too-large-inside'))
      pieces.push(piece)
      done()
    },
  })
  await pipeline(stream, gather).catch((error: unknown) => {
    throw error instanceof StopReading ? error : new StopReading('damaged')
  })
  return Buffer.concat(pieces)
}
