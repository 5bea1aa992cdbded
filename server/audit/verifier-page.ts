import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** verify.html as it was built here: published beside the product, and put into every package. */
export type VerifierPage = Readonly<{ bytes: Uint8Array /** Hex of its SHA-256. */; sha256: string }>

const built = join(import.meta.dirname, '../verifier/dist/verify.html')

/** Reads the page; null where it was not built. */
export async function readVerifierPage(path = built): Promise<VerifierPage | null> {
  const bytes = await readFile(path).catch(() => null)
  return bytes === null ? null : { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
