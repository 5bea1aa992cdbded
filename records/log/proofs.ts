import { hashOfSubtrees, type TreeNode, wholeSubtrees } from './merkle.ts'

/** Gives the hashes of whole subtrees, in the order asked for. */
export type ReadHashes = (nodes: readonly TreeNode[]) => Promise<readonly Uint8Array[]>

type Range = Readonly<{ from: number; to: number }>

/**
 * The audit path of a leaf (RFC 6962 §2.1.1): the hashes that lead from it to the root, its sibling first.
 * @throws RangeError where the tree of this size has no such leaf.
 */
export function inclusionProof(index: number, size: number, readHashes: ReadHashes): Promise<readonly Uint8Array[]> {
  if (!isPlace(index) || !isPlace(size) || index >= size)
    throw new RangeError(`Expected a leaf below ${size}, but it is asked for leaf ${index}`)
  return hashesOf(pathOf(index, { from: 0, to: size }), readHashes)
}

/**
 * The proof that the tree of `size` leaves begins with the tree of `before` leaves (RFC 6962 §2.1.2). It is empty where
 * they are the same, or the older one is empty.
 * @throws RangeError where the older tree is the larger one.
 */
export function consistencyProof(before: number, size: number, readHashes: ReadHashes): Promise<readonly Uint8Array[]> {
  if (!isPlace(before) || !isPlace(size) || before > size)
    throw new RangeError(`Expected an older tree of at most ${size} leaves, but it has ${before}`)
  return hashesOf(before === 0 ? [] : subproofOf(before, { from: 0, to: size }, true), readHashes)
}

function pathOf(index: number, { from, to }: Range): readonly Range[] {
  if (to - from === 1) return []
  const middle = from + largestBelow(to - from)
  return index < middle
    ? [...pathOf(index, { from, to: middle }), { from: middle, to }]
    : [...pathOf(index, { from: middle, to }), { from, to: middle }]
}

/** `known`: the older root is what the reader has; its hash need not be told. */
function subproofOf(before: number, { from, to }: Range, known: boolean): readonly Range[] {
  if (before === to) return known ? [] : [{ from, to }]
  const middle = from + largestBelow(to - from)
  return before <= middle
    ? [...subproofOf(before, { from, to: middle }, known), { from: middle, to }]
    : [...subproofOf(before, { from: middle, to }, false), { from, to: middle }]
}

async function hashesOf(ranges: readonly Range[], readHashes: ReadHashes): Promise<readonly Uint8Array[]> {
  const parts = ranges.map(({ from, to }) => wholeSubtrees(from, to))
  const hashes = await readHashes(parts.flat())
  let at = 0
  return parts.map((nodes) => {
    const own = hashes.slice(at, at + nodes.length)
    if (own.length !== nodes.length) throw new Error(`Expected a hash for each node asked for, but found ${hashes.length}`)
    at += nodes.length
    return hashOfSubtrees(own)
  })
}

/** The largest power of two below n, for n > 1. */
function largestBelow(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}

function isPlace(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
