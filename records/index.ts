// The door of the room: a record is numbered, sealed, chained, packed and verified here, without clock, dice or disk.
export type { AssuranceAcknowledgedFacts, AssuranceFacts, AssuranceNamed, Checked } from './assurance-facts.ts'
export { attachmentIds, attachmentsOf, type NamedAttachment } from './attachments-of.ts'
export { type BaselineManifest, baselineManifest } from './baseline.ts'
export { type CanonicalProblem, canonicalBytes, canonicalProblem, inNfc, NotCanonical, readCanonical } from './canonical.ts'
export type {
  AnnotationFacts,
  CaseFacts,
  CaseLink,
  ContributionFacts,
  CorrectionFacts,
  DemandedFacts,
  DisposalFacts,
  DueMovedFacts,
  ErasureFacts,
  HoldFacts,
  OpenedFacts,
  SealedFacts,
  StepFacts,
  WithdrawalFacts,
} from './case-facts.ts'
export { type Chain, type ChainFinding, checkChain, startChain } from './chain.ts'
export { type CheckSignature, checkEvidence, type EvidencePlace, type EvidenceProblem, keyHashOf } from './check-evidence.ts'
export { type Commitment, commitment, commitSensitive, isCommitment, type NextSalt, openValues, SALT_BYTES } from './commitment.ts'
export { enrolledKeys, type KeyBook } from './enrolled-keys.ts'
export type * from './entry.ts'
export { entryKinds } from './entry.ts'
export { entryHash, noPredecessor } from './entry-hash.ts'
export { type EventRead, eventOfEntry, type PayloadOf } from './event-of-entry.ts'
export { type Facts, type FactsProblem, FactsTooLong, factsBytes, LONGEST_FACTS, readFacts } from './facts.ts'
export { type FactsSetting, factsOfEvent } from './facts-of-event.ts'
export { concat, digestOf, hashText, hashTextOf, isHashText, sameBytes, sha256, startSum } from './hash.ts'
// the log: RFC 6962 tree, tiles, checkpoints
export { base64Of, bytesOfBase64 } from './log/base64.ts'
export { type ConsistencyClaim, checkConsistency, checkInclusion, type InclusionClaim } from './log/check-proofs.ts'
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './log/checkpoint.ts'
export { type Cosignature, cosignedMessage, formatCosignature, parseCosignature } from './log/cosignature.ts'
export { formatBundle, parseBundle } from './log/entry-bundle.ts'
export { isLeaf, type Leaf, leafBytes, leafHash, parseLeaf } from './log/leaf.ts'
export { emptyRoot, nodeHash, type TreeNode } from './log/merkle.ts'
export { consistencyProof, inclusionProof, type ReadHashes } from './log/proofs.ts'
export {
  type CheckEd25519,
  type CheckedSignature,
  formatNote,
  MOST_SIGNATURES,
  type Note,
  type NoteRead,
  type NoteRefusal,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
  signatureLine,
} from './log/signed-note.ts'
export {
  type HashTile,
  hashesFromTiles,
  hashesOfTile,
  hashesOnLevel,
  hashOverTile,
  parseTilePath,
  TILE_WIDTH,
  type Tile,
  tileOfNode,
  tileOfTree,
  tilePath,
  tilesOfTree,
} from './log/tiles.ts'
export { formatTlogProof, parseTlogProof, type TlogProof } from './log/tlog-proof.ts'
export { frontierNodes, type HashedNode, startTree, type Tree } from './log/tree.ts'
export {
  formatVerifierKey,
  isKeyName,
  type KeyAlgorithm,
  keyId,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from './log/verifier-key.ts'
export type { LogKeyNamedFacts } from './log-facts.ts'
export type {
  AccessFacts,
  CampaignFacts,
  CentreChangedFacts,
  CentreEnteredFacts,
  ClockSetFacts,
  DeputyNamedFacts,
  DrillFacts,
  ExportFacts,
  ExportScope,
  OrganisationCreatedFacts,
  OrganisationFacts,
  ReleasedBaseline,
  ReleaseFacts,
  RestrictionFacts,
  RoleEndedFacts,
  RoleGrantedFacts,
  RoleScope,
  ScopeClause,
} from './organisation-facts.ts'
export { wholeOrganisation } from './organisation-facts.ts'
// the audit package
export { bagDeclaration, bagInfoText, type ManifestLine, manifestText } from './package/bag.ts'
export type { BaselineReader, Replay, ReplayCase, ReplayedCase } from './package/baseline-reader.ts'
export { attachmentsIn, type CaseDigest, digestCase, factsOf, type PackedCaseView, payloadsNamedIn } from './package/case-digest.ts'
export { type CaseLines, linesOfCase } from './package/case-lines.ts'
export { type CharacteristicGroup, groupTitles } from './package/characteristic-items.ts'
export { characteristicsPage, resultWords } from './package/characteristics-page.ts'
export {
  type AbsentCase,
  type AbsentData,
  type CaseCompleteness,
  type Completeness,
  isComplete,
  lacks,
  lacksNumbers,
} from './package/completeness.ts'
export { csvRow } from './package/csv.ts'
export { type DerivedFile, derivedFiles, type PackageContent } from './package/derived-files.ts'
export { DERIVED_VERSION } from './package/derived-version.ts'
export { entryLineBytes, openingLineBytes, type PackedOpening } from './package/entries-file.ts'
export { arranged, type FileOrder, orderByCase, volumeOf, volumeTitles } from './package/file-order.ts'
export {
  addLacks,
  type CheckedItem,
  type FourCharacteristics,
  fourCharacteristics,
  lacksBeside,
  lacksOf,
  tallyOf,
} from './package/four-characteristics.ts'
export { type CaseLine, linksOfIndex } from './package/index-page.ts'
export {
  attachmentPath,
  baselineManifestPath,
  baselinePath,
  besidePath,
  earlierCheckpointPath,
  entriesPath,
  isSafePath,
  leavesPath,
  logTilePath,
  openingsPath,
  packagePath,
  recordPath,
  stampPath,
  taggedFiles,
} from './package/layout.ts'
export { absentCases, type LinkedCase, linksOfOrganisation } from './package/linked-cases.ts'
export { type LeavesFile, leavesBytes, readLeaves, tilesToPack } from './package/log-files.ts'
export { askableGaps, makeNumberSeries, type NumberSeries, type NumberTaken } from './package/number-series.ts'
export type { OutsideCase, PackageDescription, PackedCase, StreamHead } from './package/package-description.ts'
export { pagesIn, type RecordEntry, type RecordLine, readRecordLine, recordLineBytes } from './package/record-line.ts'
export { readBaselineTexts } from './package/replay-by-engine.ts'
export { scopeWords } from './package/scope-words.ts'
export { type SignatureLine, signatureLineBytes } from './package/signature-line.ts'
export type { AnnotationData, CorrectionData, GivenData, GivesData, PartData, PayloadData } from './part-data.ts'
export { parseRecordNumber, type RecordNumber, recordNumber, serialText } from './record-number.ts'
// how long records are kept, and what goes with them
export { dataOfRecords, disposalOf, disposedUnder, type StandingHold, standingHolds } from './retention/data-of.ts'
export { isRunOut, keptUntil, type RetentionClass, retentionClasses } from './retention/kept-until.ts'
export { formInCase, type Named, parseNamed } from './retention/named.ts'
// checkable sampling
export { type CheckWith, checkDraw, type DrawCheck, type DrawTest, type DrawTested } from './sampling/check-draw.ts'
export { type Dice, DRAW_METHOD, type DrawAnnouncedFacts, type DrawnFacts, type DrawScope } from './sampling/draw-facts.ts'
export { type DrawFile, type FiledEntry, formatProof, readDrawFile } from './sampling/draw-file.ts'
export { drawSample, evenNumbers } from './sampling/draw-sample.ts'
export { areDice, diceCommitment, drawSeed } from './sampling/draw-seed.ts'
export { type Member, populationBytes, readPopulation, UNDIVIDED } from './sampling/population.ts'
export { type EventSetting, type SealedEntry, sealEvent } from './seal-event.ts'
export { type NoticeSetting, sealNotice } from './seal-notice.ts'
export { type OrganisationEntrySetting, sealOrganisationFacts } from './seal-organisation.ts'
export { payloadOf, type SealedPayload, type SealedRecord, sealPart } from './seal-part.ts'
export type { AccountUnlockedFacts, FactorChangedFacts, FactorDemandFacts } from './security-facts.ts'
export { type SensitiveFields, sensitiveFields } from './sensitive-fields.ts'
export { readStatement, type SignatureEvidence, type SigningStatement, statementText } from './signature-evidence.ts'
export { formatStamp, isInstant, parseStamp } from './stamp.ts'
// the verifier
export type { Anchoring, Vouching } from './verify/anchoring.ts'
export { type CaseCheck, checkCase } from './verify/check-case.ts'
export {
  type CaseNeeds,
  type CaseResult,
  type CasesSetting,
  type CaseToCheck,
  type CheckCases,
  checkCasesOf,
  makeCaseChecker,
} from './verify/check-cases.ts'
export type { TrustNeeds } from './verify/check-log.ts'
export type { CheckStamp } from './verify/check-stamps.ts'
export { container, damage, type Finding, type FindingCode, file, findingCodes } from './verify/finding.ts'
export { type FindingWords, findingWords, sayFinding } from './verify/finding-words.ts'
export type { Kept } from './verify/known-state.ts'
export type { PackageReader } from './verify/package-reader.ts'
export type { Report, Verdict } from './verify/report.ts'
export { reportHeadings, type SaidReport, saidReport, sayReport } from './verify/say-report.ts'
export { type PolicyRead, readTrustPolicy, type TrustPolicy } from './verify/trust-policy.ts'
export { type VerifyNeeds, type VerifyProgress, verifyPackage } from './verify/verify-package.ts'
