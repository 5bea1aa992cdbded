import { canonicalBytes } from './canonical.ts'
import type { HashText } from './entry.ts'
import { hashTextOf } from './hash.ts'

/**
 * Everything the cases of a document are decided and printed by, in one released state: documents, forms, lists,
 * templates, and the version of the rule library. Named by the hash of its canonical bytes.
 */
export type BaselineManifest = Readonly<{
  format: 'guiju-baseline/1'
  ruleLibrary: string
  /** Path, e.g. `records/forms/QR-08-03-on-site-score.yaml` → hash of the file's bytes. */
  files: Readonly<Record<string, HashText>>
}>

/** The manifest of these files, its bytes, and the hash that names the baseline. */
export function baselineManifest(
  ruleLibrary: string,
  files: ReadonlyMap<string, HashText>,
): Readonly<{ manifest: BaselineManifest; bytes: Uint8Array; hash: HashText }> {
  const manifest: BaselineManifest = { format: 'guiju-baseline/1', ruleLibrary, files: Object.fromEntries(files) }
  const bytes = canonicalBytes(manifest)
  return { manifest, bytes, hash: hashTextOf(bytes) }
}
