import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { formatVerifierKey, isKeyName, parseVerifierKey, type VerifierKey, verifierKey } from '#records'
import { readOrMakeKey } from '../../keys/key-file.ts'
import { publicKeyOf } from '../../log/ed25519.ts'
import { readIfThere, writeDurably } from '../../log/signer/durable-file.ts'

/**
 * The key of a witness, made at its first start in its own folder, with the name it got then. @throws where the folder has
 * another name or another key than it was begun with: logs know the witness by both.
 */
export async function readWitnessKey(
  folder: string,
  asked: string | null,
): Promise<Readonly<{ verifier: VerifierKey; secret: Uint8Array }>> {
  const place = join(folder, 'witness.vkey')
  const written = readIfThere(place)
  const known = written === null ? null : parseVerifierKey(written.trim())
  if (written !== null && known === null) throw new Error(`Expected the public key of the witness in ${place}, but found something else`)
  const name = known?.name ?? asked
  if (name === null || !isKeyName(name)) throw new Error(`Expected a name for the witness, without spaces and plus signs`)
  if (asked !== null && asked !== name)
    throw new Error(`Expected the witness to be called ${name}, as it was begun, but it is asked to be ${asked}`)
  const secret = new Uint8Array(await readOrMakeKey(folder, 'witness-key'))
  const verifier = verifierKey(name, 'cosignature/v1', publicKeyOf(secret))
  const text = formatVerifierKey(verifier)
  if (written !== null && written.trim() !== text)
    throw new Error(`Expected the key of the witness to be that of ${place}, but it is another`)
  if (written === null) writeDurably(place, `${text}\n`)
  return { verifier, secret }
}

/** SHA-256 of the public key in groups of four, to be compared by eye or over the telephone. */
export function fingerprintOf({ publicKey }: VerifierKey): string {
  return (createHash('sha256').update(publicKey).digest('hex').match(/.{4}/g) ?? []).join(' ')
}
