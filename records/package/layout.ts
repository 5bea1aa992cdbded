import type { HashText } from '../entry.ts'
import { type HashTile, tilePath } from '../log/tiles.ts'
import { serialText } from '../record-number.ts'

/** Names of the files of an audit package. One place makes them, so that writer and verifier cannot disagree. */
export const packagePath = {
  declaration: 'bagit.txt',
  info: 'bag-info.txt',
  manifest: 'manifest-sha256.txt',
  tagManifest: 'tagmanifest-sha256.txt',
  /** A tag file of its own: the verifier as a page, for whom has no other. It cannot vouch for itself, and says so. */
  verifier: 'verify.html',
  index: 'data/index.html',
  description: 'data/package.json',
  completeness: 'data/completeness.json',
  organisation: 'data/organisation/entries.jsonl',
  /** The newest signed checkpoint of the log with all its cosignatures; absent where there is none yet. */
  checkpoint: 'data/log/checkpoint',
  /** Verifier keys, one a line: those of the log, then those of its witnesses. For whom has no others; they prove nothing. */
  logKeys: 'data/log/keys',
  order: 'data/order.jsonl',
  recordList: 'data/lists/records.csv',
  signatures: 'data/lists/signatures.jsonl',
  signatureList: 'data/lists/signatures.csv',
  characteristics: 'data/four-characteristics.json',
  characteristicsPage: 'data/four-characteristics.html',
} as const

/** A page of the index that stands beside it where one page would be too long: `records-0001.html`. */
export function indexPagePath(list: 'records' | 'cases' | 'files', page: number): string {
  return `data/index/${list}-${String(page).padStart(4, '0')}.html`
}

/** The tag files whose hashes stand in the tag manifest, in order; behind them the verifier, where the house put one in. */
export const taggedFiles = [packagePath.declaration, packagePath.info, packagePath.manifest] as const

export function entriesPath(caseNumber: string): string {
  return `data/cases/${caseNumber}/entries.jsonl`
}
export function recordPath(
  caseNumber: string,
  record: Readonly<{ serial: number; form: string; part: string }>,
  kind: 'json' | 'pdf' = 'json',
): string {
  return `data/cases/${caseNumber}/records/${serialText(record.serial)}-${record.form}-${record.part}.${kind}`
}
/** Data beside the records: values handed over, corrections, annotations; named by their hash. */
export function besidePath(caseNumber: string, hash: HashText): string {
  return `data/cases/${caseNumber}/beside/${hexOf(hash)}.json`
}
export function openingsPath(caseNumber: string): string {
  return `data/cases/${caseNumber}/openings.jsonl`
}
export function attachmentPath(caseNumber: string, sha256: string): string {
  return `data/cases/${caseNumber}/attachments/${sha256}`
}
/** Where the entries of a case, or of the organisation (null), stand in the log. */
export function leavesPath(caseNumber: string | null): string {
  return caseNumber === null ? 'data/organisation/leaves.json' : `data/cases/${caseNumber}/leaves.json`
}
/** A tile of hashes of the log at the size of `data/log/checkpoint`. */
export function logTilePath(tile: HashTile): string {
  return `data/log/${tilePath(tile)}`
}
/** An older checkpoint, kept for its stamps or cosignatures. */
export function earlierCheckpointPath(size: number): string {
  return `data/log/checkpoints/${size}`
}
/** A time stamp (RFC 3161 token, DER) over the text of the checkpoint of this size; `serial` from 1. */
export function stampPath(size: number, serial: number): string {
  return `data/log/stamps/${size}-${serial}.tst`
}
export function baselinePath(hash: string, file: string): string {
  return `data/baselines/${hexOf(hash)}/${file}`
}
/** The manifest of a baseline, beside its files. */
export function baselineManifestPath(hash: string): string {
  return `data/baselines/${hexOf(hash)}.json`
}

/** May this text be a folder of a package? Case numbers come from stamps, which are not trusted before they are checked. */
export function isCaseNumber(text: string): boolean {
  return /^(QP-\d{2}|WI-\d{2}-\d{2})-\d{4}-\d{5,9}$/.test(text)
}

/**
 * A path a package may hold: relative, `/` between segments, none of them empty, `.`, `..` or ending in a dot or space,
 * no backslash, colon or control character, NFC, at most 400 bytes.
 */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || new TextEncoder().encode(path).length > 400 || path.normalize('NFC') !== path || !path.isWellFormed())
    return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\:*?"<>|%]/.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !/[. ]$/.test(segment))
}

function hexOf(hash: string): string {
  return hash.replace(/^sha256:/, '')
}
