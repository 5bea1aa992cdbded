import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkConsistency, checkInclusion, consistencyProof, emptyRoot, frontierNodes, inclusionProof, leafHash, startTree } from '#records'
import { madeLog } from './made-log.ts'
import { leavesOf, pathOf, proofOf, rootOf } from './rfc-tree.ts'

const size = fc.integer({ min: 1, max: 600 })
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const flip = (bytes: Uint8Array, bit: number) => bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

describe('the Merkle tree of the log', () => {
  it('has at every size the root that RFC 6962 defines', () => {
    const leaves = leavesOf(300)
    const tree = startTree()
    expect(hex(tree.root())).toBe(hex(emptyRoot))
    leaves.forEach((leaf, at) => {
      tree.append(leafHash(leaf))
      expect(hex(tree.root())).toBe(hex(rootOf(leaves.slice(0, at + 1))))
    })
  })

  it('has the roots the reference implementation of Certificate Transparency publishes', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const tree = startTree()
    const roots = inputs.map((input) => {
      tree.append(leafHash(Buffer.from(input, 'hex')))
      return hex(tree.root())
    })
    expect(roots).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ])
  })

  it('goes on from its frontier as if it had never stopped', () => {
    fc.assert(
      fc.property(size, size, (before, more) => {
        const leaves = leavesOf(before + more)
        const first = startTree()
        for (const leaf of leaves.slice(0, before)) first.append(leafHash(leaf))
        expect(first.frontier()).toHaveLength(frontierNodes(before).length)
        const second = startTree(first.size(), first.frontier())
        for (const leaf of leaves.slice(before)) second.append(leafHash(leaf))
        expect(hex(second.root())).toBe(hex(madeLog(leaves).root))
      }),
      { numRuns: 30 },
    )
  })

  it('does not start from a frontier of another size', () => {
    expect(() => startTree(3, [emptyRoot])).toThrow('Expected the frontier of a tree of 3 leaves')
    expect(() => startTree(1, [new Uint8Array(31)])).toThrow()
  })

  it('says of each leaf which nodes it completes', () => {
    const tree = startTree()
    const completed = leavesOf(8).map((leaf) => tree.append(leafHash(leaf)).map(({ level, index }) => `${level}/${index}`))
    expect(completed[0]).toEqual(['0/0'])
    expect(completed[5]).toEqual(['0/5', '1/2'])
    expect(completed[7]).toEqual(['0/7', '1/3', '2/1', '3/0'])
  })
})

describe('a proof that a leaf is in the log', () => {
  it('is the audit path of RFC 6962, and checks', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (count, pick) => {
        const leaves = leavesOf(count)
        const index = pick % count
        const { root, readHashes } = madeLog(leaves)
        const proof = await inclusionProof(index, count, readHashes)
        expect(proof.map(hex)).toEqual(pathOf(index, leaves).map(hex))
        expect(checkInclusion({ leaf: leafHash(leaves[index] ?? emptyRoot), index, size: count, root, proof })).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('checks for no other leaf, place, size, root or path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.integer({ min: 0, max: 255 }), async (count, pick, bit) => {
        const leaves = leavesOf(count)
        const index = pick % count
        const { root, readHashes } = madeLog(leaves)
        const proof = await inclusionProof(index, count, readHashes)
        const good = { leaf: leafHash(leaves[index] ?? emptyRoot), index, size: count, root, proof }
        const [first = emptyRoot, ...rest] = proof
        const lies = [
          { ...good, leaf: flip(good.leaf, bit) },
          { ...good, root: flip(root, bit) },
          { ...good, index: (index + 1) % count },
          { ...good, index: count },
          { ...good, index: -1 },
          { ...good, size: 0 },
          { ...good, proof: [flip(first, bit), ...rest] },
          { ...good, proof: rest },
          { ...good, proof: [...proof, first] },
          { ...good, proof: [first.subarray(0, 31), ...rest] },
        ]
        expect(lies.map(checkInclusion)).toEqual(lies.map(() => false))
      }),
      { numRuns: 60 },
    )
  })

  it('cannot be asked of a leaf the tree does not have', () => {
    expect(() => inclusionProof(3, 3, async () => [])).toThrow('Expected a leaf below 3')
  })
})

describe('a proof that the log only grew', () => {
  it('is the consistency proof of RFC 6962, and checks', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (count, pick) => {
        const before = pick % (count + 1)
        const leaves = leavesOf(count)
        const { root, readHashes } = madeLog(leaves)
        const proof = await consistencyProof(before, count, readHashes)
        if (before > 0) expect(proof.map(hex)).toEqual(proofOf(before, leaves).map(hex))
        const older = { size: before, root: rootOf(leaves.slice(0, before)) }
        expect(checkConsistency({ before: older, after: { size: count, root }, proof })).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('does not check where one old leaf was changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), async (count, cut, pick) => {
        const before = 1 + (cut % count)
        const leaves = leavesOf(count)
        const altered = leaves.map((leaf, at) => (at === pick % before ? Buffer.from('another') : leaf))
        const { root, readHashes } = madeLog(altered)
        const proof = await consistencyProof(before, count, readHashes)
        const older = { size: before, root: rootOf(leaves.slice(0, before)) }
        expect(checkConsistency({ before: older, after: { size: count, root }, proof })).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('checks for no other sizes, roots or path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.integer({ min: 0, max: 255 }), async (count, cut, bit) => {
        const size = 1 + (cut % (count - 1))
        const leaves = leavesOf(count)
        const { root, readHashes } = madeLog(leaves)
        const proof = await consistencyProof(size, count, readHashes)
        const before = { size, root: rootOf(leaves.slice(0, size)) }
        const after = { size: count, root }
        const [first = emptyRoot, ...rest] = proof
        const lies = [
          { before: { size, root: flip(before.root, bit) }, after, proof },
          { before, after: { size: count, root: flip(root, bit) }, proof },
          { before: after, after: before, proof },
          { before, after, proof: [flip(first, bit), ...rest] },
          { before, after, proof: [...proof, first] },
          { before, after, proof: [] },
          { before: { size: 0, root: before.root }, after, proof: [] },
          { before, after: { size, root }, proof: [] },
        ]
        expect(lies.map(checkConsistency)).toEqual(lies.map(() => false))
      }),
      { numRuns: 60 },
    )
  })

  it('holds for sizes beyond 32 bits', async () => {
    const far = 2 ** 40 + 5
    const proof = await consistencyProof(2 ** 40, far, async (nodes) => nodes.map(() => emptyRoot))
    expect(proof).toHaveLength(1)
    expect((await inclusionProof(far - 1, far, async (nodes) => nodes.map(() => emptyRoot))).length).toBe(2)
  })
})
