import { sha256 } from '../hash.ts'

/** A subtree of 2^level leaves, the index-th of its size from the left. Only whole ones have a hash of their own. */
export type TreeNode = Readonly<{ level: number; index: number }>

/** The root of a tree without leaves: SHA-256 of nothing. RFC 6962 §2.1. */
export const emptyRoot: Uint8Array = sha256(new Uint8Array())

/** The hash above two: SHA-256(0x01 ‖ left ‖ right). RFC 6962 §2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(65)
  joined[0] = 1
  joined.set(left, 1)
  joined.set(right, 33)
  return sha256(joined)
}

/**
 * The whole subtrees the leaves from `from` up to, without, `to` fall into, left to right. `from` must be a multiple of
 * the largest power of two below the length, as all ranges RFC 6962 speaks of are.
 */
export function wholeSubtrees(from: number, to: number): readonly TreeNode[] {
  const nodes: TreeNode[] = []
  for (let at = from; at < to; ) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** The hash over whole subtrees that stand side by side, the larger first. */
export function hashOfSubtrees(hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1)
  return last === undefined ? emptyRoot : hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}
