import { createPublicKey } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers'
import { type Factor, isUsable, type PasskeyFactor } from './factor.ts'
import type { RelyingParty } from './relying-party.ts'

/** Algorithms a passkey may sign with: ES256, RS256, Ed25519. All of them can be checked by other programs. */
const ALGORITHMS = [-7, -257, -8]

export type NewPasskey = Pick<PasskeyFactor, 'credential' | 'publicKey' | 'spki' | 'counter' | 'transports'>

/** What a browser needs to make a passkey. The authenticator has to verify the person; no attestation is asked for. */
export function creationOptions(
  party: RelyingParty,
  who: Readonly<{ account: string; login: string; name: string; organisation: string }>,
  known: readonly Factor[],
  challenge: Uint8Array,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: who.organisation,
    rpID: party.id,
    userName: who.login,
    userDisplayName: who.name,
    userID: new Uint8Array(Buffer.from(who.account.replaceAll('-', ''), 'hex')),
    challenge: new Uint8Array(challenge),
    attestationType: 'none',
    excludeCredentials: known.flatMap((one) => (one.kind === 'passkey' ? [describe(one)] : [])),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

/** The passkey a browser made, or null where the answer is not one to this question, or not of this site. */
export async function readNewPasskey(
  response: RegistrationResponseJSON,
  party: RelyingParty,
  challenge: Uint8Array,
): Promise<NewPasskey | null> {
  try {
    const done = await verifyRegistrationResponse({
      response,
      expectedChallenge: base64url(challenge),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!done.verified) return null
    const { id, publicKey, counter, transports } = done.registrationInfo.credential
    return {
      credential: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      spki: spkiOf(publicKey),
      counter,
      transports: (transports ?? []).filter((one) => /^[a-z-]{1,20}$/.test(one)).slice(0, 8),
    }
  } catch {
    // The library throws for everything a foreign browser may send; none of it is a fault of ours.
    return null
  }
}

/** What a browser needs to answer with one of these passkeys; null where there is none. */
export async function requestOptions(
  party: RelyingParty | null,
  factors: readonly Factor[],
  challenge: Uint8Array,
): Promise<PublicKeyCredentialRequestOptionsJSON | null> {
  const usable = factors.filter((one): one is PasskeyFactor => one.kind === 'passkey' && isUsable(one))
  if (party === null || usable.length === 0) return null
  return generateAuthenticationOptions({
    rpID: party.id,
    allowCredentials: usable.map(describe),
    challenge: new Uint8Array(challenge),
    userVerification: 'required',
  })
}

export type AssertionRead = Readonly<{ outcome: 'wrong' } | { outcome: 'read'; factor: PasskeyFactor; counter: number }>

/** Whose passkey answered. Whether its counter went on is the store's to say, for it is tested where it is kept. */
export async function readAssertion(
  response: AuthenticationResponseJSON,
  party: RelyingParty,
  factors: readonly Factor[],
  challenge: Uint8Array,
): Promise<AssertionRead> {
  const credential = Buffer.from(response.id, 'base64url')
  const factor = factors.find((one): one is PasskeyFactor => one.kind === 'passkey' && isUsable(one) && one.credential.equals(credential))
  if (factor === undefined) return { outcome: 'wrong' }
  try {
    const done = await verifyAuthenticationResponse({
      response,
      expectedChallenge: base64url(challenge),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      // The counter is compared by the store; 0 keeps the library from throwing where it went backwards.
      credential: { id: base64url(factor.credential), publicKey: new Uint8Array(factor.publicKey), counter: 0 },
    })
    return done.verified ? { outcome: 'read', factor, counter: done.authenticationInfo.newCounter } : { outcome: 'wrong' }
  } catch {
    return { outcome: 'wrong' }
  }
}

/** A COSE key (RFC 9052, 7) as SubjectPublicKeyInfo. @throws where it is of a kind we did not ask for. */
function spkiOf(publicKey: Uint8Array): Buffer {
  const key = decodeCredentialPublicKey(new Uint8Array(publicKey)) as unknown as ReadonlyMap<number, unknown>
  const text = (label: number): string => base64url(key.get(label) as Uint8Array)
  const jwk = {
    1: () => ({ kty: 'OKP', crv: 'Ed25519', x: text(-2) }),
    2: () => ({ kty: 'EC', crv: 'P-256', x: text(-2), y: text(-3) }),
    3: () => ({ kty: 'RSA', n: text(-1), e: text(-2) }),
  }
  const made = jwk[key.get(1) as keyof typeof jwk]?.()
  if (made === undefined) throw new Error('Expected a key for ES256, RS256 or Ed25519, but it is of another kind')
  return createPublicKey({ key: made, format: 'jwk' }).export({ type: 'spki', format: 'der' })
}

function describe({ credential, transports }: PasskeyFactor): { id: string; transports: string[] } {
  return { id: base64url(credential), transports: [...transports] }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
