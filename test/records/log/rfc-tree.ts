import { sha256 } from '#records'

/** RFC 6962 §2.1 as it is written there: recursive, over all leaves, slow. What the fast code is held against. */
export type Leaves = readonly Uint8Array[]

const hash = (...parts: readonly Uint8Array[]) => sha256(Buffer.concat(parts))
const largestPowerBelow = (n: number) => 2 ** Math.floor(Math.log2(n - 1))

/** MTH(D[n]). */
export function rootOf(leaves: Leaves): Uint8Array {
  const [only] = leaves
  if (only === undefined) return hash()
  if (leaves.length === 1) return hash(Uint8Array.of(0), only)
  const k = largestPowerBelow(leaves.length)
  return hash(Uint8Array.of(1), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)))
}

/** PATH(m, D[n]). */
export function pathOf(m: number, leaves: Leaves): readonly Uint8Array[] {
  if (leaves.length === 1) return []
  const k = largestPowerBelow(leaves.length)
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), rootOf(leaves.slice(0, k))]
}

/** PROOF(m, D[n]) = SUBPROOF(m, D[n], true). */
export function proofOf(m: number, leaves: Leaves): readonly Uint8Array[] {
  return subproofOf(m, leaves, true)
}

function subproofOf(m: number, leaves: Leaves, b: boolean): readonly Uint8Array[] {
  if (m === leaves.length) return b ? [] : [rootOf(leaves)]
  const k = largestPowerBelow(leaves.length)
  return m <= k
    ? [...subproofOf(m, leaves.slice(0, k), b), rootOf(leaves.slice(k))]
    : [...subproofOf(m - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))]
}

export const leavesOf = (count: number): Leaves => Array.from({ length: count }, (_, at) => new TextEncoder().encode(`leaf ${at}`))
