import { sameBytes } from '../hash.ts'
import { emptyRoot, nodeHash } from './merkle.ts'

export type InclusionClaim = Readonly<{
  /** Hash of the leaf, not its bytes. */
  leaf: Uint8Array
  index: number
  size: number
  root: Uint8Array
  proof: readonly Uint8Array[]
}>

export type ConsistencyClaim = Readonly<{
  before: Readonly<{ size: number; root: Uint8Array }>
  after: Readonly<{ size: number; root: Uint8Array }>
  proof: readonly Uint8Array[]
}>

/** Does the proof lead from this leaf at this place to this root? Goes from the leaf up, as RFC 9162 §2.1.3.2 does. */
export function checkInclusion({ leaf, index, size, root, proof }: InclusionClaim): boolean {
  if (!areSizes(index, size) || index >= size || !areHashes([leaf, root, ...proof])) return false
  let place = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash)
      // A node at the right edge without a neighbour is its own parent.
      while (place % 2 === 0 && place !== 0) {
        place = half(place)
        last = half(last)
      }
    } else hash = nodeHash(hash, sibling)
    place = half(place)
    last = half(last)
  }
  return last === 0 && sameBytes(hash, root)
}

/** Does the newer tree begin with the older one? RFC 9162 §2.1.4.2. */
export function checkConsistency({ before, after, proof }: ConsistencyClaim): boolean {
  if (!areSizes(before.size, after.size) || before.size > after.size) return false
  if (!areHashes([before.root, after.root, ...proof])) return false
  if (before.size === 0) return proof.length === 0 && sameBytes(before.root, emptyRoot)
  if (before.size === after.size) return proof.length === 0 && sameBytes(before.root, after.root)
  let place = before.size - 1
  let last = after.size - 1
  while (place % 2 === 1) {
    place = half(place)
    last = half(last)
  }
  // Where the older tree is one whole subtree of the newer, its root is the first hash and is not told again.
  const path = place === 0 ? [before.root, ...proof] : [...proof]
  const [first, ...rest] = path
  if (first === undefined) return false
  let older = first
  let newer = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (place % 2 === 0 && place !== 0) {
        place = half(place)
        last = half(last)
      }
    } else newer = nodeHash(newer, sibling)
    place = half(place)
    last = half(last)
  }
  return last === 0 && sameBytes(older, before.root) && sameBytes(newer, after.root)
}

/** Sizes may exceed 32 bits, so no shifts. */
function half(value: number): number {
  return Math.floor(value / 2)
}

function areSizes(...values: readonly number[]): boolean {
  return values.every((value) => Number.isSafeInteger(value) && value >= 0)
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(({ length }) => length === 32)
}
