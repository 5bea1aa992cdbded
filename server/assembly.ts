import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Signer, TextFile } from '#engine'
import type { BaselineReader } from '#records'
import type { AnchorsSetting } from './anchors/anchors-file.ts'
import type { Anchoring } from './anchors/make-anchoring.ts'
import type { Assurance } from './assurance/make-assurance.ts'
import type { CaseNeeds } from './cases/case-needs.ts'
import type { RecordPress } from './cases/record-face.ts'
import type { Worker } from './cases/worker-loop.ts'
import type { ExportDeps } from './commands/export.ts'
import type { AttachmentStore } from './database/attachment-store.ts'
import type { Ledger } from './database/ledger.ts'
import type { BaselineCompiler, Documents } from './documents/documents.ts'
import type { DocumentPress } from './documents/print/document-press.ts'
import type { ReleaseOutcome } from './documents/release.ts'
import type { PdfPress } from './documents/render/pdf-process.ts'
import type { ExportJobs } from './inspections/export-jobs.ts'
import type { TransparencyLog } from './log/make-log.ts'
import type { SignerPort } from './log/signer/signer-client.ts'
import type { Administration } from './people/administration.ts'
import type { Doorkeeping } from './people/doorkeeping.ts'
import type { Founded, Founding } from './people/found-organisation.ts'
import type { PeopleStore } from './people/people-store.ts'

export type AssemblyNeeds = Readonly<{
  pool: Pool
  /** Connections that append to the Merkle log alone, and those that delete what was disposed of alone. */
  sequencer?: Pool
  /** Where checkpoints of the log are signed; without one the log grows unsigned. */
  signer?: SignerPort
  disposal?: Pool
  log: FastifyBaseLogger
  /** The documents, forms, lists and templates a release takes up, as they are on disk now. */
  files: () => Promise<readonly TextFile[]>
  /** Folder for files of this installation, finished packages among them. */
  dataFolder: string
  /** Who takes the checkpoints of the log; nobody unless said. */
  anchors?: AnchorsSetting
  secure: boolean
  trustProxy: boolean
  requestsPerMinute: number
  signInsPerMinute: number
  /** Folder of keys that stand outside the database; `keys` in the data folder unless said. */
  keysFolder?: string
  /** Where browsers reach this house; without it passkeys are for http://localhost alone. */
  publicUrl?: string | null
  webClient: string
  /** Pause of the background workers where there is nothing to do. */
  pauseMs: number
  /** Hour of the organisation's day from which everything is compared each night; 2 unless said. */
  assuranceHour?: number
  /** What is the same in every house of this process, and closed by whoever made it: documents compiled, PDFs laid out. */
  shared?: Readonly<{ compile: BaselineCompiler; readBaseline: BaselineReader; pdf: PdfPress }>
}>

/** Who puts documents in force, outside the first run. */
export type Releaser = Readonly<{ person: string; session: string | null; by: (at: string) => Signer }>

/** The house, put together over one database. Nothing is started: that is the caller's. */
export type Assembly = Readonly<{
  app: FastifyInstance
  cases: CaseNeeds
  pool: Pool
  ledger: Ledger
  people: PeopleStore
  doorkeeping: Doorkeeping
  attachments: AttachmentStore
  documents: Documents
  scheduler: Worker
  reactions: Worker
  sweeper: Worker
  /** Carries out ordered disposals, and notes what is due when. */
  disposals: Worker
  anchoring: Anchoring
  transparency: TransparencyLog
  assurance: Assurance
  jobs: ExportJobs
  press: RecordPress
  printing: NonNullable<ExportDeps['print']>
  documentPress: DocumentPress
  /** The organisation's date. */
  today: () => Promise<string>
  found: (founding: Founding) => Promise<Founded>
  /** Puts the files on disk in force; without somebody named, the system does, as at the first run. */
  release: (reason: string, by?: Releaser) => Promise<ReleaseOutcome>
  administration: () => Promise<Administration>
  /** Puts the files in force where an organisation was founded and its first release was cut off; else does nothing. */
  completeFirstRun: () => Promise<void>
  close(): Promise<void>
}>
