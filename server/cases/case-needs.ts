import type { AttachmentStore } from '../database/attachment-store.ts'
import type { PostgresCaseReader } from '../database/case-reader.ts'
import type { Ledger, UnitOfWork } from '../database/ledger.ts'
import type { RegisterStore } from '../database/register-store.ts'
import type { Documents } from '../documents/documents.ts'
import type { Organisation } from '../people/organisation.ts'
import type { PeopleStore } from '../people/people-store.ts'
import type { DisposalGate } from '../retention/disposal-gate.ts'

/** What changing a case needs of the house. */
export type CaseNeeds = Readonly<{
  ledger: Ledger
  reader: PostgresCaseReader
  registers: RegisterStore
  documents: Documents
  organisation: () => Promise<Organisation>
  people: Pick<PeopleStore, 'namesOf' | 'centres'>
  attachments: Pick<AttachmentStore, 'find'>
  /** The answer an earlier request with this key got, if any. */
  recall: (idempotency: Idempotency) => Promise<Recalled>
  /** What steps that order disposal wait for, and what they leave; absent where nothing is ever disposed of. */
  disposal?: DisposalGate
}>

export type Idempotency = Pick<NonNullable<UnitOfWork['idempotency']>, 'actor' | 'key' | 'fingerprint'>
export type Recalled = Readonly<{ outcome: 'unknown' } | { outcome: 'replayed'; answer: unknown } | { outcome: 'key-reused' }>
