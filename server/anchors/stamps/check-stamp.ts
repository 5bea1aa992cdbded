import { type BaseBlock, fromBER, OctetString, Sequence } from 'asn1js'
import {
  Certificate,
  CertificateChainValidationEngine,
  ContentInfo,
  ExtKeyUsage,
  getCrypto,
  id_ContentType_SignedData,
  id_ExtKeyUsage,
  id_eContentType_TSTInfo,
  SignedData,
  type SignerInfo,
  TSTInfo,
} from 'pkijs'

// No Node here: the verifier uses this file in a browser, where WebCrypto does the arithmetic.

/** Why bytes are no stamp of this message under these roots. */
export type StampRefusal =
  | 'unreadable'
  | 'not-a-stamp'
  | 'other-message'
  | 'other-certificate'
  | 'not-for-stamping'
  | 'wrong-signature'
  | 'unknown-root'

export type Stamp = Readonly<{
  /** Time the authority says, RFC 3339 in UTC. */
  at: string
  /** Seconds the authority allows itself to be wrong by; null: it says nothing. */
  accuracy: number | null
  /** Policy of the authority, dotted OID. */
  policy: string
  /** Serial number of the stamp, lower-case hex. */
  serial: string
  /** Lower-case hex, null where none was sent. */
  nonce: string | null
  /** Common name in the certificate of the authority. */
  authority: string
}>
export type StampCheck = Readonly<{ outcome: 'stamped'; stamp: Stamp } | { outcome: 'refused'; because: StampRefusal }>

const STAMPING = '1.3.6.1.5.5.7.3.8'
const SHA256 = '2.16.840.1.101.3.4.2.1'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12'
const SIGNING_CERTIFICATE_2 = '1.2.840.113549.1.9.16.2.47'
const COMMON_NAME = '2.5.4.3'
/** Hashes a signing-certificate attribute may use (RFC 5035 §3). */
const digestNames: ReadonlyMap<string, string> = new Map([
  [SHA256, 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
])

/**
 * Whether `token` (DER of a TimeStampToken, RFC 3161 §2.4.2) stamps exactly these bytes with SHA-256, was signed by a
 * certificate meant for nothing but stamping (§2.3) and named in the signed attributes (RFC 5816), whose chain ends at one
 * of `roots` (DER) at the time the stamp says. Revocation is not asked for: that needs the network.
 */
export async function checkStamp(token: Uint8Array, message: Uint8Array, roots: readonly Uint8Array[]): Promise<StampCheck> {
  try {
    return await check(token, message, roots)
  } catch {
    // The libraries throw where bytes are not the structure they look like; whoever made them is not trusted.
    return refused('unreadable')
  }
}

async function check(token: Uint8Array, message: Uint8Array, roots: readonly Uint8Array[]): Promise<StampCheck> {
  const signed = signedDataOf(token)
  if (signed === null) return refused('unreadable')
  const content = signed.encapContentInfo.eContent
  if (signed.encapContentInfo.eContentType !== id_eContentType_TSTInfo || content === undefined) return refused('not-a-stamp')
  const info = TSTInfo.fromBER(content.getValue())
  if (!(await isOf(info, message))) return refused('other-message')
  const [signer, ...others] = signed.signerInfos
  // Exactly one signer: the authority (RFC 3161 §2.4.2).
  if (signer === undefined || others.length > 0) return refused('not-a-stamp')
  if (!saysStamp(signer)) return refused('not-a-stamp')
  const verified = await signed
    .verify({ signer: 0, data: bufferOf(message), checkChain: false, extendedMode: true })
    .catch(() => ({ signatureVerified: false, signerCertificate: null }))
  const certificate = verified.signerCertificate
  if (verified.signatureVerified !== true || certificate === null || certificate === undefined) return refused('wrong-signature')
  if (!isForStamping(certificate)) return refused('not-for-stamping')
  if (!(await namesCertificate(signer, certificate))) return refused('other-certificate')
  const given = (signed.certificates ?? []).filter((one) => one instanceof Certificate)
  if (!(await reachesRoot(certificate, given, roots, info.genTime))) return refused('unknown-root')
  return { outcome: 'stamped', stamp: stampOf(info, certificate) }
}

function refused(because: StampRefusal): StampCheck {
  return { outcome: 'refused', because }
}

function signedDataOf(token: Uint8Array): SignedData | null {
  const { result, offset } = fromBER(bufferOf(token))
  if (offset !== token.length) return null
  const info = new ContentInfo({ schema: result })
  return info.contentType === id_ContentType_SignedData ? new SignedData({ schema: info.content }) : null
}

/** SHA-256 and nothing weaker: what we ask for is what we accept. */
async function isOf({ messageImprint }: TSTInfo, message: Uint8Array): Promise<boolean> {
  if (messageImprint.hashAlgorithm.algorithmId !== SHA256) return false
  const digest = await getCrypto(true).digest('SHA-256', bufferOf(message))
  return same(new Uint8Array(digest), messageImprint.hashedMessage.valueBlock.valueHexView)
}

/** The signed attributes say what was signed (RFC 5652 §5.3); without them a signature over something else could be put here. */
function saysStamp({ signedAttrs }: SignerInfo): boolean {
  const types = signedAttrs?.attributes.filter(({ type }) => type === CONTENT_TYPE) ?? []
  return types.length === 1 && types[0]?.values[0]?.valueBlock.toString() === id_eContentType_TSTInfo
}

function isForStamping({ extensions = [] }: Certificate): boolean {
  const usage = extensions.find(({ extnID }) => extnID === id_ExtKeyUsage)
  const parsed = usage?.parsedValue
  return usage?.critical === true && parsed instanceof ExtKeyUsage && parsed.keyPurposes.length === 1 && parsed.keyPurposes[0] === STAMPING
}

/** Whether the first certificate named in the signed attributes is the one whose key verified (RFC 2634 §5.4, RFC 5816). */
async function namesCertificate({ signedAttrs }: SignerInfo, certificate: Certificate): Promise<boolean> {
  const attributes = signedAttrs?.attributes ?? []
  const named = attributes.find(({ type }) => type === SIGNING_CERTIFICATE_2) ?? attributes.find(({ type }) => type === SIGNING_CERTIFICATE)
  if (named === undefined) return false
  const [first] = childrenOf(childrenOf(named.values[0])[0])
  const [head, second] = childrenOf(first)
  const usual = named.type === SIGNING_CERTIFICATE ? 'SHA-1' : 'SHA-256'
  const algorithm = head instanceof Sequence ? digestNames.get(childrenOf(head)[0]?.valueBlock.toString() ?? '') : usual
  const hash = head instanceof Sequence ? second : head
  if (algorithm === undefined || !(hash instanceof OctetString)) return false
  const digest = await getCrypto(true).digest(algorithm, certificate.toSchema().toBER())
  return same(new Uint8Array(digest), hash.valueBlock.valueHexView)
}

async function reachesRoot(
  certificate: Certificate,
  given: readonly Certificate[],
  roots: readonly Uint8Array[],
  at: Date,
): Promise<boolean> {
  const trustedCerts = roots.map((root) => Certificate.fromBER(bufferOf(root)))
  const isSelf = (one: Certificate) => same(derOf(one), derOf(certificate))
  // The engine takes the last certificate as the one to be verified.
  const certs = [...given.filter((one) => !isSelf(one)), certificate]
  const engine = new CertificateChainValidationEngine({ trustedCerts, certs, checkDate: at })
  const { result } = await engine.verify({ passedWhenNotRevValues: true })
  return result
}

function stampOf(info: TSTInfo, certificate: Certificate): Stamp {
  const { seconds = 0, millis = 0, micros = 0 } = info.accuracy ?? {}
  const name = certificate.subject.typesAndValues.find(({ type }) => type === COMMON_NAME)?.value.valueBlock
  return {
    at: info.genTime.toISOString(),
    accuracy: info.accuracy === undefined ? null : seconds + millis / 1000 + micros / 1_000_000,
    policy: info.policy,
    serial: hexOf(info.serialNumber.valueBlock.valueHexView),
    nonce: info.nonce === undefined ? null : hexOf(info.nonce.valueBlock.valueHexView),
    authority: typeof name?.value === 'string' ? name.value : '',
  }
}

function childrenOf(block: BaseBlock | undefined): readonly BaseBlock[] {
  return block instanceof Sequence ? block.valueBlock.value : []
}

function derOf(certificate: Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema().toBER())
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  // Not `slice`: a Buffer's shares its memory.
  return new Uint8Array(bytes).buffer
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
