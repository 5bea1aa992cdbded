import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkInclusion,
  formatBundle,
  hashesFromTiles,
  hashOverTile,
  inclusionProof,
  leafHash,
  parseBundle,
  parseTilePath,
  tileOfTree,
  tilePath,
  tilesOfTree,
} from '#records'
import { madeLog } from './made-log.ts'
import { leavesOf } from './rfc-tree.ts'

describe('tiles of the log', () => {
  it('stand where C2SP tlog-tiles puts them', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 1, index: 0, width: 17 })).toBe('tile/1/000.p/17')
    expect(tilePath({ level: 'entries', index: 1000, width: 1 })).toBe('tile/entries/x001/000.p/1')
  })

  it('are those tlog-tiles lists for a tree of 70,000 leaves, and of 256', () => {
    const paths = [...tilesOfTree(70_000)].map(tilePath)
    expect(paths).toHaveLength(273 + 1 + 1 + 1 + 1)
    expect(paths.slice(-4)).toEqual(['tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1'])
    expect([...tilesOfTree(256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1'])
    expect([...tilesOfTree(0)]).toEqual([])
  })

  it('have one spelling each', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }))
    fc.assert(
      fc.property(level, fc.integer({ min: 0, max: 2 ** 45 }), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width })
      }),
    )
    const others = [
      'tile/00/000',
      'tile/64/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/x001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/000.p/',
      'tile/0/-01',
      'tile/0/000/',
      '/tile/0/000',
      'tile/0/000\n',
      'tile/entries',
      'tile/0/x999/x999/x999/x999/x999/x999/999',
    ]
    expect(others.map(parseTilePath)).toEqual(others.map(() => null))
    expect(() => tilePath({ level: 0, index: -1, width: 1 })).toThrow('Expected a tile')
  })

  it('a whole tile is one hash on the level above', () => {
    const { tiles } = madeLog(leavesOf(600))
    const below = tiles().get('tile/0/001')
    const above = tiles().get('tile/1/000.p/2')
    const hashes = Array.from({ length: 256 }, (_, at) => Uint8Array.from(below?.subarray(at * 32, at * 32 + 32) ?? []))
    expect(Buffer.from(hashOverTile(hashes)).equals(above?.subarray(32, 64) ?? Buffer.of())).toBe(true)
  })

  it('prove every leaf of a log of 70,000', async () => {
    const leaves = leavesOf(70_000)
    const { size, root, readHashes } = madeLog(leaves)
    for (const index of [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]) {
      const proof = await inclusionProof(index, size, readHashes)
      expect(checkInclusion({ leaf: leafHash(leaves[index] ?? Buffer.of()), index, size, root, proof })).toBe(true)
    }
  })

  it('of another length than the tree gives them are refused', async () => {
    const readHashes = hashesFromTiles(300, async ({ width }) => new Uint8Array(width * 32 - 1))
    await expect(inclusionProof(0, 300, readHashes)).rejects.toThrow('another length')
    await expect(hashesFromTiles(300, async () => new Uint8Array(8192))([{ level: 9, index: 0 }])).rejects.toThrow('Expected a node')
    expect(tileOfTree(1, 1, 300)).toBeNull()
  })
})

describe('entry bundles', () => {
  it('give back the entries put in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 256 }), (entries) => {
        expect(parseBundle(formatBundle(entries))?.map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]))
      }),
    )
  })

  it('cut off within an entry are none', () => {
    const bundle = formatBundle([Buffer.from('one'), Buffer.from('two')])
    for (const length of [1, 2, 3, 4, 6, 9]) expect(parseBundle(bundle.subarray(0, length))).toBeNull()
    expect(parseBundle(formatBundle(Array.from({ length: 257 }, () => Buffer.of())))).toBeNull()
    expect(() => formatBundle([new Uint8Array(65_536)])).toThrow('65,535')
  })
})
