import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'

/** Whether this browser has passkeys at all. */
export const hasPasskeys = browserSupportsWebAuthn

/** The person turned away from the browser's own dialog, or the authenticator did: no trouble of the server's. */
export class PasskeyAbandoned extends Error {
  override readonly name = 'PasskeyAbandoned'
}

export function createPasskey(options: unknown) {
  return abandonable(startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }))
}

/** What the server takes of the browser's answer: it refuses members it does not know. */
export async function answerWithPasskey(options: unknown) {
  const { id, rawId, response } = await abandonable(startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }))
  const { authenticatorData, clientDataJSON, signature } = response
  return { id, rawId, type: 'public-key' as const, response: { authenticatorData, clientDataJSON, signature } }
}

async function abandonable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    throw new PasskeyAbandoned('Expected an answer of the authenticator, but there is none', { cause })
  }
}
