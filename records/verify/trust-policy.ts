import { bytesOfBase64 } from '../log/base64.ts'
import { readDecimal } from '../log/decimal.ts'
import { parseVerifierKey, type VerifierKey } from '../log/verifier-key.ts'

/** `least` of the members, each a witness or another group. */
export type WitnessGroup = Readonly<{ least: number; members: readonly string[] }>

/**
 * What an auditor demands of a package, written down before seeing it: C2SP tlog-policy, with three lines of our own for
 * time stamps and the tail. docs/record-format.md §12.
 */
export type TrustPolicy = Readonly<{
  logs: readonly VerifierKey[]
  /** By the name the policy gives them. */
  witnesses: ReadonlyMap<string, VerifierKey>
  groups: ReadonlyMap<string, WitnessGroup>
  /** A witness or group; null: no cosignature is demanded. */
  quorum: string | null
  authorities: ReadonlyMap<string, /** DER of the certificate its chain has to end at. */ Uint8Array>
  /** Names of authorities one of which must have stamped; empty: none is demanded. */
  stamps: readonly string[]
  /** Seconds an entry may have been without a proven place in the log when the package was made. */
  within: number
}>

export type PolicyRead = Readonly<{ outcome: 'read'; policy: TrustPolicy } | { outcome: 'unreadable'; line: number; text: string }>

const WITHIN = 86_400

/** Reads a policy file. Strict: a line nobody understands may be the one that mattered. */
export function readTrustPolicy(text: string): PolicyRead {
  const draft: Draft = {
    logs: [],
    witnesses: new Map(),
    groups: new Map(),
    authorities: new Map(),
    quorum: undefined,
    stamps: null,
    within: null,
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [at, line] of lines.entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '')
    const [keyword = '#', ...rest] = words
    if (keyword.startsWith('#')) continue
    if (readers.get(keyword)?.(rest, draft) !== true) return { outcome: 'unreadable', line: at + 1, text: line }
  }
  const { quorum, stamps, within, ...known } = draft
  if (quorum === undefined || known.logs.length === 0) return { outcome: 'unreadable', line: lines.length, text: '' }
  return { outcome: 'read', policy: { ...known, quorum, stamps: stamps ?? [], within: within ?? WITHIN } }
}

type Draft = {
  logs: VerifierKey[]
  witnesses: Map<string, VerifierKey>
  groups: Map<string, WitnessGroup>
  authorities: Map<string, Uint8Array>
  quorum: string | null | undefined
  stamps: readonly string[] | null
  within: number | null
}

/** Each answers whether the rest of the line is one. */
const readers = new Map<string, (rest: readonly string[], draft: Draft) => boolean>([
  [
    'log',
    ([text = '', ...url], draft) => {
      const key = parseVerifierKey(text)
      if (key === null || key.algorithm !== 'ed25519' || url.length > 1 || draft.logs.some((each) => isSameKey(each, key))) return false
      draft.logs.push(key)
      return true
    },
  ],
  [
    'witness',
    ([name = '', text = '', ...url], draft) => {
      const key = parseVerifierKey(text)
      const isTwice = [...draft.witnesses.values()].some((each) => key !== null && isSameKey(each, key))
      if (key === null || key.algorithm !== 'cosignature/v1' || url.length > 1 || isTwice || isTaken(name, draft)) return false
      draft.witnesses.set(name, key)
      return true
    },
  ],
  [
    'group',
    ([name = '', threshold = '', ...members], draft) => {
      const least = threshold === 'all' ? members.length : threshold === 'any' ? 1 : readDecimal(threshold)
      if (least === null || least < 1 || least > members.length || isTaken(name, draft)) return false
      // Each name stands in one group only, so that a witness counts once.
      const used = new Set([...draft.groups.values()].flatMap((group) => group.members))
      if (new Set(members).size !== members.length || members.some((member) => used.has(member) || !isVouching(member, draft))) return false
      draft.groups.set(name, { least, members })
      return true
    },
  ],
  [
    'quorum',
    ([name = '', ...more], draft) => {
      if (more.length > 0 || draft.quorum !== undefined || (name !== 'none' && !isVouching(name, draft))) return false
      draft.quorum = name === 'none' ? null : name
      return true
    },
  ],
  [
    'authority',
    ([name = '', text = '', ...more], draft) => {
      const root = bytesOfBase64(text)
      if (name === '' || name === 'none' || draft.authorities.has(name) || root === null || root.length === 0 || more.length > 0)
        return false
      draft.authorities.set(name, root)
      return true
    },
  ],
  [
    'stamp',
    (names, draft) => {
      if (draft.stamps !== null || names.length === 0) return false
      if (names.join() !== 'none' && !names.every((name) => draft.authorities.has(name))) return false
      draft.stamps = names.join() === 'none' ? [] : names
      return true
    },
  ],
  [
    'within',
    ([text = '', ...more], draft) => {
      const seconds = readDecimal(text)
      if (seconds === null || draft.within !== null || more.length > 0) return false
      draft.within = seconds
      return true
    },
  ],
])

function isTaken(name: string, { witnesses, groups }: Draft): boolean {
  return name === '' || name === 'none' || witnesses.has(name) || groups.has(name)
}

function isVouching(name: string, { witnesses, groups }: Draft): boolean {
  return witnesses.has(name) || groups.has(name)
}

function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  return one.publicKey.join() === other.publicKey.join()
}

/** Whether these witnesses, by their names in the policy, are enough for it. */
export function isQuorum({ quorum, groups }: TrustPolicy, cosigned: ReadonlySet<string>): boolean {
  const vouches = (name: string): boolean => {
    const group = groups.get(name)
    return group === undefined ? cosigned.has(name) : group.members.filter(vouches).length >= group.least
  }
  return quorum === null || vouches(quorum)
}
