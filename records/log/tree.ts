import { hashOfSubtrees, nodeHash, type TreeNode, wholeSubtrees } from './merkle.ts'

export type HashedNode = TreeNode & Readonly<{ hash: Uint8Array }>

/** A Merkle tree (RFC 6962 §2.1) that grows at its right edge. It remembers the edge alone: one hash for each 1 bit of its size. */
export type Tree = Readonly<{
  /** Puts a leaf's hash at the end. Answers the nodes that became whole by it, the leaf first, then upwards. */
  append(leaf: Uint8Array): readonly HashedNode[]
  size(): number
  root(): Uint8Array
  /** What `startTree` needs to go on from here. */
  frontier(): readonly Uint8Array[]
}>

/** The nodes whose hashes are the frontier of a tree of this size, the largest first. */
export function frontierNodes(size: number): readonly TreeNode[] {
  return wholeSubtrees(0, size)
}

/** A tree that already has `size` leaves. @throws where the frontier does not have one hash for each 1 bit of the size. */
export function startTree(size = 0, frontier: readonly Uint8Array[] = []): Tree {
  const edge = [...frontier]
  let leaves = size
  if (edge.length !== frontierNodes(size).length || edge.some(({ length }) => length !== 32))
    throw new Error(`Expected the frontier of a tree of ${size} leaves, but found ${edge.length} hashes`)
  return {
    append(leaf) {
      let node: HashedNode = { level: 0, index: leaves, hash: leaf }
      const whole: HashedNode[] = [node]
      while (node.index % 2 === 1) {
        const left = edge.pop()
        if (left === undefined) throw new Error('Expected a left neighbour at the edge of the tree, but there is none')
        node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left, node.hash) }
        whole.push(node)
      }
      edge.push(node.hash)
      leaves += 1
      return whole
    },
    size: () => leaves,
    root: () => hashOfSubtrees(edge),
    frontier: () => [...edge],
  }
}
