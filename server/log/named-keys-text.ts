import type { Pool } from 'pg'
import { fingerprintOf } from './fingerprint.ts'
import { namedKeys } from './named-keys.ts'

/** All keys ever named, one verifier key a line; what is said of each stands before it in lines that begin with `#`. */
export async function namedKeysText(pool: Pick<Pool, 'query'>): Promise<string> {
  const keys = await namedKeys(pool)
  return keys
    .flatMap(({ key, begun, until }) => [
      `# since ${begun}${until === null ? '' : `, until ${until}`}`,
      `# SHA-256 ${fingerprintOf(key)}`,
      key,
    ])
    .map((line) => `${line}\n`)
    .join('')
}
