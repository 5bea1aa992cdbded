/** A second factor as its owner knows it. */
type Common = Readonly<{
  id: string
  account: string
  name: string
  createdAt: Date
  lastUsedAt: Date | null
  /** Null while an enrolment was begun and not yet confirmed: it opens nothing. */
  confirmedAt: Date | null
  /** Set where its counter went backwards: it opens nothing any more. */
  suspendedAt: Date | null
}>
export type TotpFactor = Common & Readonly<{ kind: 'totp'; secret: Buffer; lastStep: number | null }>
export type PasskeyFactor = Common &
  Readonly<{ kind: 'passkey'; credential: Buffer; publicKey: Buffer; spki: Buffer; counter: number; transports: readonly string[] }>
export type Factor = TotpFactor | PasskeyFactor

export function isUsable({ confirmedAt, suspendedAt }: Factor): boolean {
  return confirmedAt !== null && suspendedAt === null
}
