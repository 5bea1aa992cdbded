/**
 * The one form a package's ZIP may have: files stored as they are, names UTF-8, all times 1980-01-01 00:00, no extra
 * field (but the 64-bit offset where a file begins beyond 4 GB), no comment, no descriptor, no attribute, files one
 * after the other from byte 0. The bytes around the contents follow from names, sizes and checksums alone, so a reader
 * can make them again and compare: there is no place where something could hide. See docs/decisions/0007.
 */
export type ZipMember = Readonly<{ name: Uint8Array; crc: number; size: number; offset: number }>

export const LOCAL_SIZE = 30
export const CENTRAL_SIZE = 46
export const END_SIZE = 22
export const END64_SIZE = 56
export const LOCATOR_SIZE = 20
export const LOCAL_SIGNATURE = 0x04034b50
export const CENTRAL_SIGNATURE = 0x02014b50
export const END_SIGNATURE = 0x06054b50
const END64_SIGNATURE = 0x06064b50
const LOCATOR_SIGNATURE = 0x07064b50

const UTF8_NAMES = 0x0800
const DATE_1980_01_01 = 0x0021
const VERSION = 20
const VERSION_64 = 45
export const MAX32 = 0xffff_ffff
export const MAX16 = 0xffff

export function localHeader({ name, crc, size }: ZipMember): Uint8Array {
  const header = new Uint8Array(LOCAL_SIZE + name.length)
  const view = new DataView(header.buffer)
  view.setUint32(0, LOCAL_SIGNATURE, true)
  view.setUint16(4, VERSION, true)
  view.setUint16(6, UTF8_NAMES, true)
  view.setUint16(12, DATE_1980_01_01, true)
  view.setUint32(14, crc, true)
  view.setUint32(18, size, true)
  view.setUint32(22, size, true)
  view.setUint16(26, name.length, true)
  header.set(name, LOCAL_SIZE)
  return header
}

export function centralHeader({ name, crc, size, offset }: ZipMember): Uint8Array {
  const far = offset >= MAX32
  const header = new Uint8Array(CENTRAL_SIZE + name.length + (far ? 12 : 0))
  const view = new DataView(header.buffer)
  view.setUint32(0, CENTRAL_SIGNATURE, true)
  view.setUint16(4, VERSION, true)
  view.setUint16(6, far ? VERSION_64 : VERSION, true)
  view.setUint16(8, UTF8_NAMES, true)
  view.setUint16(14, DATE_1980_01_01, true)
  view.setUint32(16, crc, true)
  view.setUint32(20, size, true)
  view.setUint32(24, size, true)
  view.setUint16(28, name.length, true)
  view.setUint16(30, far ? 12 : 0, true)
  view.setUint32(42, far ? MAX32 : offset, true)
  header.set(name, CENTRAL_SIZE)
  if (far) {
    const extra = CENTRAL_SIZE + name.length
    view.setUint16(extra, 0x0001, true)
    view.setUint16(extra + 2, 8, true)
    view.setBigUint64(extra + 4, BigInt(offset), true)
  }
  return header
}

export type Directory = Readonly<{ members: number; size: number; offset: number }>

/** What stands after the central directory: the end record, before it the 64-bit ones where a figure does not fit. */
export function endRecords({ members, size, offset }: Directory): Uint8Array {
  const far = members >= MAX16 || size >= MAX32 || offset >= MAX32
  const records = new Uint8Array((far ? END64_SIZE + LOCATOR_SIZE : 0) + END_SIZE)
  const view = new DataView(records.buffer)
  if (far) {
    view.setUint32(0, END64_SIGNATURE, true)
    view.setBigUint64(4, BigInt(END64_SIZE - 12), true)
    view.setUint16(12, VERSION_64, true)
    view.setUint16(14, VERSION_64, true)
    view.setBigUint64(24, BigInt(members), true)
    view.setBigUint64(32, BigInt(members), true)
    view.setBigUint64(40, BigInt(size), true)
    view.setBigUint64(48, BigInt(offset), true)
    view.setUint32(END64_SIZE, LOCATOR_SIGNATURE, true)
    view.setBigUint64(END64_SIZE + 8, BigInt(offset + size), true)
    view.setUint32(END64_SIZE + 16, 1, true)
  }
  const end = records.length - END_SIZE
  view.setUint32(end, END_SIGNATURE, true)
  view.setUint16(end + 8, Math.min(members, MAX16), true)
  view.setUint16(end + 10, Math.min(members, MAX16), true)
  view.setUint32(end + 12, Math.min(size, MAX32), true)
  view.setUint32(end + 16, Math.min(offset, MAX32), true)
  return records
}
