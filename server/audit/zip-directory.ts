import { sameBytes } from '#records'
import type { RandomAccess } from './random-access.ts'
import {
  CENTRAL_SIGNATURE,
  CENTRAL_SIZE,
  centralHeader,
  END_SIGNATURE,
  END_SIZE,
  END64_SIZE,
  endRecords,
  LOCAL_SIGNATURE,
  LOCAL_SIZE,
  LOCATOR_SIZE,
  MAX16,
  MAX32,
  type ZipMember,
} from './zip-profile.ts'

export type DirectoryRead = Readonly<
  /** `at`: where the central directory begins; `altered`: names of members whose central header is not of the profile. */
  | { outcome: 'read'; members: readonly ZipMember[]; at: number; altered: readonly string[] }
  | { outcome: 'damaged'; reason: 'no-end' | 'trailing-bytes' | 'end-record' | 'central-header'; at: number }
>

const LARGEST_DIRECTORY = 512 * 1024 * 1024

/** Reads the central directory strictly: it must stand, with its end records, at the very end and leave no byte over. */
export async function readDirectory(source: RandomAccess): Promise<DirectoryRead> {
  const tail = await source.read(Math.max(0, source.size - END_SIZE), END_SIZE)
  if (tail.length < END_SIZE || viewOf(tail).getUint32(0, true) !== END_SIGNATURE) return noEnd(source)
  const { members, size, offset, endSize } = await figuresOf(source, tail)
  const damagedEnd = { outcome: 'damaged', reason: 'end-record', at: source.size - END_SIZE } as const
  if (offset + size + endSize !== source.size || size > LARGEST_DIRECTORY) return damagedEnd
  const end = await source.read(offset + size, endSize)
  if (!sameBytes(end, endRecords({ members, size, offset }))) return damagedEnd
  return readMembers(await source.read(offset, size), members, offset)
}

type Figures = Readonly<{ members: number; size: number; offset: number; endSize: number }>

async function figuresOf(source: RandomAccess, tail: Uint8Array): Promise<Figures> {
  const view = viewOf(tail)
  const near = { members: view.getUint16(10, true), size: view.getUint32(12, true), offset: view.getUint32(16, true), endSize: END_SIZE }
  if (near.members !== MAX16 && near.size !== MAX32 && near.offset !== MAX32) return near
  const at = source.size - END_SIZE - LOCATOR_SIZE - END64_SIZE
  if (at < 0) return near
  const far = await source.read(at, END64_SIZE)
  const figures = viewOf(far)
  return {
    members: Number(figures.getBigUint64(32, true)),
    size: Number(figures.getBigUint64(40, true)),
    offset: Number(figures.getBigUint64(48, true)),
    endSize: END64_SIZE + LOCATOR_SIZE + END_SIZE,
  }
}

/** An end record further up means bytes were put behind it; none at all, that the end is gone. */
async function noEnd(source: RandomAccess): Promise<DirectoryRead> {
  const length = Math.min(source.size, END_SIZE + MAX16 + 4096)
  const from = source.size - length
  const last = lastEndRecord(await source.read(from, length))
  // An end record that is itself cut says nothing of bytes behind it.
  const end = from + last + END_SIZE
  return last === -1 || end > source.size
    ? { outcome: 'damaged', reason: 'no-end', at: source.size }
    : { outcome: 'damaged', reason: 'trailing-bytes', at: end }
}

/** Where the last end record begins, or -1. */
function lastEndRecord(bytes: Uint8Array): number {
  for (let at = bytes.length - 4; at >= 0; at -= 1) if (bytes[at] === 0x50 && viewOf(bytes).getUint32(at, true) === END_SIGNATURE) return at
  return -1
}

function readMembers(bytes: Uint8Array, count: number, at: number): DirectoryRead {
  const members: ZipMember[] = []
  const altered: string[] = []
  const view = viewOf(bytes)
  let position = 0
  while (position < bytes.length) {
    const damaged = { outcome: 'damaged', reason: 'central-header', at: at + position } as const
    if (position + CENTRAL_SIZE > bytes.length || view.getUint32(position, true) !== CENTRAL_SIGNATURE) return damaged
    const nameLength = view.getUint16(position + 28, true)
    const extraLength = view.getUint16(position + 30, true)
    const length = CENTRAL_SIZE + nameLength + extraLength + view.getUint16(position + 32, true)
    if (position + length > bytes.length) return damaged
    const name = bytes.subarray(position + CENTRAL_SIZE, position + CENTRAL_SIZE + nameLength)
    const near = view.getUint32(position + 42, true)
    const offset = near === MAX32 && extraLength === 12 ? Number(view.getBigUint64(position + CENTRAL_SIZE + nameLength + 4, true)) : near
    const member = { name, crc: view.getUint32(position + 16, true), size: view.getUint32(position + 24, true), offset }
    if (!sameBytes(bytes.subarray(position, position + length), centralHeader(member))) altered.push(nameOf(member))
    members.push(member)
    position += length
  }
  return members.length === count
    ? { outcome: 'read', members, at, altered }
    : { outcome: 'damaged', reason: 'end-record', at: at + bytes.length }
}

/** Members found by walking from byte 0 from header to header: what is left when the directory cannot be read. */
export async function walkMembers(source: RandomAccess): Promise<readonly ZipMember[]> {
  const members: ZipMember[] = []
  let offset = 0
  for (;;) {
    const header = await source.read(offset, LOCAL_SIZE)
    if (header.length < LOCAL_SIZE) return members
    const view = viewOf(header)
    if (view.getUint32(0, true) !== LOCAL_SIGNATURE) return members
    const nameLength = view.getUint16(26, true)
    const member = {
      name: await source.read(offset + LOCAL_SIZE, nameLength),
      crc: view.getUint32(14, true),
      size: view.getUint32(22, true),
      offset,
    }
    members.push(member)
    offset += LOCAL_SIZE + nameLength + view.getUint16(28, true) + member.size
  }
}

export function nameOf({ name }: Pick<ZipMember, 'name'>): string {
  return new TextDecoder().decode(name)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
