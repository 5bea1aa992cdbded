import { beforeAll, describe, expect, it } from 'vitest'
import { fromBuffer } from 'yauzl'
import { ZipFile } from 'yazl'
import { centralHeader, endRecords } from '../../server/audit/zip-profile.ts'
import { unpacked, zipped } from './repack.ts'
import { packed, verified } from './small-package.ts'

let sound: Uint8Array
beforeAll(async () => {
  sound = await packed()
})
const codes = async (bytes: Uint8Array) => (await verified(bytes)).findings.map(({ code, place }) => `${code} ${place.name}`)

/** Names and sizes as an ordinary ZIP reader sees them. */
function ordinaryReading(bytes: Uint8Array): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error !== null || zip === undefined) return reject(error)
      const found = new Map<string, number>()
      zip.on('entry', (entry) => {
        found.set(entry.fileName, entry.uncompressedSize)
        zip.readEntry()
      })
      zip.on('end', () => resolve(found))
      zip.on('error', reject)
      zip.readEntry()
    })
  })
}

describe('the container of a package', () => {
  it('is an ordinary ZIP for every other program', async () => {
    const files = await unpacked(sound)
    expect(await ordinaryReading(sound)).toEqual(new Map([...files].map(([path, bytes]) => [path, bytes.length])))
  })

  it('has the same bytes each time the same content is packed', async () => {
    expect(Buffer.from(await packed()).equals(Buffer.from(sound))).toBe(true)
  })

  it('cut off anywhere is named as cut off', async () => {
    for (let length = sound.length - 1; length > 0; length -= 997) {
      const report = await verified(sound.subarray(0, length))
      expect(report.exitCode, `cut at ${length}`).not.toBe(0)
      expect(
        report.findings.map(({ code }) => code).some((code) => /truncated|not-a-package/.test(code)),
        `cut at ${length}`,
      ).toBe(true)
    }
  })

  it('with bytes behind, before or between its files is named', async () => {
    expect(await codes(new Uint8Array([...sound, 0]))).toContain('container-trailing-bytes zip')
    expect(await codes(new Uint8Array([0, ...sound]))).not.toEqual([])
    const central = Buffer.from(sound).indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    expect(await codes(new Uint8Array([...sound.subarray(0, central), 0x21, ...sound.subarray(central)]))).not.toEqual([])
  })

  it('that holds a name twice, or a name that leads outside, is named and that file is not read', async () => {
    const { name } = { name: 'data/../../etc/passwd' }
    expect(await codes(await zipped([...(await unpacked(sound)), [name, new Uint8Array([1])]]))).toContain(`container-name-unsafe ${name}`)
    const files = [...(await unpacked(sound))]
    const twice = await zipped([...files, ['data/Index.html', new Uint8Array([1])]])
    expect(await codes(twice)).toContain('container-name-twice data/Index.html')
  })

  it('of another writer, compressed or with fields of its own, is not of the profile', async () => {
    const zip = new ZipFile()
    for (const [path, bytes] of await unpacked(sound))
      zip.addBuffer(Buffer.from(bytes), path, { compress: false, mtime: new Date(2026, 1, 1) })
    zip.end()
    const chunks: Buffer[] = []
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
    expect(await codes(new Uint8Array(Buffer.concat(chunks)))).toContain('container-header bagit.txt')
  })

  it('that is no ZIP at all cannot be read', async () => {
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('not a package'), new Uint8Array(1000)])
      expect(await verified(bytes)).toMatchObject({ verdict: 'unreadable', exitCode: 3 })
    expect(await verified(await zipped([['a.txt', new Uint8Array([1])]]))).toMatchObject({ verdict: 'unreadable', exitCode: 3 })
  })

  it('whose end record claims figures that cannot be is damaged, and is read from header to header', async () => {
    for (const at of [8, 10, 12, 16]) {
      const claimed = sound.slice()
      claimed.fill(0xff, claimed.length - 22 + at, claimed.length - 22 + at + 2)
      expect(await codes(claimed)).toEqual(['container-directory-damaged zip'])
    }
    const end = new Uint8Array(22).fill(0xff)
    end.set([0x50, 0x4b, 0x05, 0x06])
    expect(await verified(end)).toMatchObject({ verdict: 'unreadable' })
  })

  it('has 64-bit figures only where a figure needs them', () => {
    const name = new TextEncoder().encode('a')
    expect(centralHeader({ name, crc: 0, size: 1, offset: 2 ** 32 - 2 }).length).toBe(47)
    expect(centralHeader({ name, crc: 0, size: 1, offset: 2 ** 32 - 1 }).length).toBe(59)
    expect(endRecords({ members: 65_534, size: 1, offset: 1 }).length).toBe(22)
    expect(endRecords({ members: 65_535, size: 1, offset: 1 }).length).toBe(98)
  })

  it('with more files than 16 bits count is read back by us and by others', async () => {
    const bytes = await zipped(Array.from({ length: 66_000 }, (_, at) => [`data/${at}`, new Uint8Array()] as const))
    expect((await unpacked(bytes)).size).toBe(66_000)
    expect((await ordinaryReading(bytes)).size).toBe(66_000)
  })
})
