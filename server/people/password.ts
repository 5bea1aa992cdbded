import { hash, verify } from '@node-rs/argon2'

// OWASP's floor for argon2id (the package's default variant): some tens of milliseconds, bearable where every step is signed.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** Compared with where there is no account, so that a wrong login takes as long as a wrong password. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$3LozfaxzM1ZfzXfb2h/t/A$DZmn32YHRni/dHsUp/L142mmb7RQx137SU2UspSV0Bc'

/** The PHC text kept for a password. The password itself is never stored or logged. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost)
}

/** Whether a password is the one behind the kept text; `null` (no such account) takes as long and is false. */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  const same = await verify(kept ?? nobody, password.normalize('NFC')).catch(() => false)
  return same && kept !== null
}

/** Short, or as good as the login: too weak. Length is what counts (NIST 800-63B); no signs are prescribed. */
export function isWeakPassword(password: string, login: string): boolean {
  return [...password].length < 10 || new Set(password).size < 5 || password.toLowerCase().includes(login.toLowerCase())
}
