import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, thirty seconds; one step early or late is accepted. */
const PERIOD = 30
const WINDOW = 1
const setting = { algorithm: 'SHA1', digits: 6, period: PERIOD } as const

/** A fresh secret of 160 bits (RFC 4226, 4: at least 128, recommended 160). */
export function makeTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: 20 }).bytes)
}

/** The secret as a person types it into an app: base32. */
export function totpText(secret: Uint8Array): string {
  return new Secret({ buffer: bufferOf(secret) }).base32
}

/** What the QR code of an enrolment says. */
export function totpAddress(secret: Uint8Array, issuer: string, login: string): string {
  return new TOTP({ ...setting, issuer, label: login, secret: new Secret({ buffer: bufferOf(secret) }) }).toString()
}

/** The time step a code belongs to, or null where it is none of those that are accepted now. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | null {
  const token = code.replaceAll(/\s/g, '')
  if (!/^[0-9]{6}$/.test(token)) return null
  const totp = new TOTP({ ...setting, secret: new Secret({ buffer: bufferOf(secret) }) })
  const delta = totp.validate({ token, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD) + delta
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
