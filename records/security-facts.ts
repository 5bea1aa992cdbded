import type { Signer } from '#engine'
import type { HashText } from './entry.ts'
import { type FactsHead, hash, headShape, signer } from './facts-head.ts'
import { literal, object, orNull, type Shape, text } from './shape.ts'

/**
 * A second factor of a person came or went. `key`: SHA-256 of a passkey's public key (SubjectPublicKeyInfo), by which an
 * outsider knows whose key an assertion was made with; null for one-time codes and recovery codes. Nothing secret stands here.
 */
export type FactorChangedFacts = FactsHead<'factor-changed'> &
  Readonly<{
    by: Signer
    person: string
    name: string
    factor: string
    method: 'totp' | 'passkey' | 'recovery'
    change: 'enrolled' | 'removed' | 'suspended'
    key: HashText | null
    reason: string | null
  }>
/** Of whom a second factor is demanded from now on. */
export type FactorDemandFacts = FactsHead<'factor-demand'> &
  Readonly<{ by: Signer; of: 'nobody' | 'administrators' | 'everybody'; reason: string }>
/** A lock after failed attempts was taken off before its time. */
export type AccountUnlockedFacts = FactsHead<'account-unlocked'> & Readonly<{ by: Signer; person: string; name: string; reason: string }>

export type SecurityFacts = FactorChangedFacts | FactorDemandFacts | AccountUnlockedFacts

export const securityFactsShapes: { readonly [K in SecurityFacts['kind']]: Shape<Extract<SecurityFacts, { kind: K }>> } = {
  'factor-changed': object<FactorChangedFacts>({
    ...headShape('factor-changed'),
    by: signer,
    person: text,
    name: text,
    factor: text,
    method: literal('totp', 'passkey', 'recovery'),
    change: literal('enrolled', 'removed', 'suspended'),
    key: orNull(hash),
    reason: orNull(text),
  }),
  'factor-demand': object<FactorDemandFacts>({
    ...headShape('factor-demand'),
    by: signer,
    of: literal('nobody', 'administrators', 'everybody'),
    reason: text,
  }),
  'account-unlocked': object<AccountUnlockedFacts>({
    ...headShape('account-unlocked'),
    by: signer,
    person: text,
    name: text,
    reason: text,
  }),
}
