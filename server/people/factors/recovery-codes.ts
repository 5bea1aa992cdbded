import { createHash, randomInt } from 'node:crypto'

const HOW_MANY = 10
const GROUPS = 4
const GROUP = 4
/** Crockford's base32: no letter that is taken for a digit. 16 of them are 80 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Codes that each open the door once where every factor is lost. Shown once; the database keeps their hashes. */
export function makeRecoveryCodes(): readonly string[] {
  return Array.from({ length: HOW_MANY }, () => Array.from({ length: GROUPS }, makeGroup).join('-'))
}

function makeGroup(): string {
  return Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '0').join('')
}

/**
 * What the database keeps of a code. The codes are drawn with 80 bits, so one hash is as good as a slow one; the account
 * stands in it, so the same code of two accounts would not show.
 */
export function hashOfRecoveryCode(account: string, code: string): Buffer {
  return createHash('sha256')
    .update(`guiju-recovery ${account} ${plainCode(code)}`)
    .digest()
}

/** However it was typed: small letters, without dashes, O for 0, I and L for 1. */
function plainCode(code: string): string {
  return code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}
