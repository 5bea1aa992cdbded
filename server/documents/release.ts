import {
  assembleLibrary,
  checkLibrary,
  type Diagnostic,
  type ProcedureDocument,
  ruleLibraryVersion,
  type Signer,
  type TextFile,
} from '#engine'
import type { ReleasedBaseline } from '#records'
import type { Statement } from '../database/ledger.ts'
import { type OrganisationLogNeeds, writeOrganisationAct } from '../people/organisation-log.ts'
import { type BaselineStore, baselineStatements, endStatements, type InForce, inForceStatements, makeBaseline } from './baseline-store.ts'
import type { Documents } from './documents.ts'
import { findRemoved, type RunningCase } from './find-removed.ts'

export type ReleaseRefusal = Readonly<
  | { code: 'findings'; diagnostics: readonly Diagnostic[] }
  | {
      code: 'removes-what-runs'
      removed: readonly Readonly<{ document: string; state: string | null; step: string | null; cases: number }>[]
    }
  | { code: 'nothing-changed' }
>
export type ReleaseOutcome = Readonly<
  | { outcome: 'released'; baseline: string; released: readonly ReleasedBaseline[]; withdrawn: readonly string[] }
  | { outcome: 'refused'; refusal: ReleaseRefusal }
>

export type ReleaseNeeds = OrganisationLogNeeds &
  Readonly<{
    baselines: BaselineStore
    documents: Documents
    organisation: string
    today: () => Promise<string>
    /** The open cases, counted by document, baseline and state. */
    runningCases: () => Promise<readonly RunningCase[]>
  }>

/** A release somebody answers for: who, why, in which session. `by` is given the moment of the act. */
export type ReleaseAct = Readonly<{ reason: string; person: string; session: string | null; by: (at: string) => Signer }>

/**
 * Puts a set of files in force as one baseline, from today on (from tomorrow, where something came into force today).
 * New cases begin under it; running cases stay on the one they began under. Refused while the check has findings, and
 * while it takes away a document, state or step that running cases of other documents wait for or send to.
 */
export async function release(files: readonly TextFile[], act: ReleaseAct, needs: ReleaseNeeds): Promise<ReleaseOutcome> {
  const { library, diagnostics } = assembleLibrary(files)
  const findings = [...diagnostics, ...checkLibrary(library)].filter(({ severity }) => severity !== 'pending')
  if (findings.length > 0) return { outcome: 'refused', refusal: { code: 'findings', diagnostics: findings } }
  const today = await needs.today()
  const present = await needs.baselines.inForceAfter(today)
  const baseline = makeBaseline(files, String(ruleLibraryVersion))
  const open = present.filter(({ until }) => until === null)
  const documents = [...library.documents.values()].map(({ value }) => value)
  if (isInForce(baseline.hash, documents, open)) return { outcome: 'refused', refusal: { code: 'nothing-changed' } }
  const removed = await findRemoved(library, await needs.runningCases(), needs.documents)
  if (removed.length > 0) return { outcome: 'refused', refusal: { code: 'removes-what-runs', removed } }

  const released = documents.map(({ code, revision }) => ({
    document: code,
    revision,
    baseline: baseline.hash,
    inForceFrom: firstDay(code, today, present),
  }))
  const withdrawn = open.map(({ document }) => document).filter((document) => !library.documents.has(document))
  const beside: readonly Statement[] = [
    ...baselineStatements(baseline, act.person, act.reason),
    ...released.flatMap(({ document, inForceFrom }) => inForceStatements(document, baseline.hash, inForceFrom)),
    ...withdrawn.flatMap((document) => endStatements(document, firstDay(document, today, present))),
  ]
  await writeOrganisationAct(
    {
      organisation: needs.organisation,
      session: act.session,
      beside,
      says: (at) => [{ kind: 'release', by: act.by(at), reason: act.reason, released, withdrawn }],
    },
    needs,
  )
  needs.documents.forget()
  return { outcome: 'released', baseline: baseline.hash, released, withdrawn }
}

function isInForce(hash: string, documents: readonly ProcedureDocument[], open: readonly InForce[]): boolean {
  return open.length === documents.length && open.every(({ baseline }) => baseline === hash)
}

/** A day has one revision: what came into force today stays for today. */
function firstDay(document: string, today: string, present: readonly InForce[]): string {
  const last = present.findLast((one) => one.document === document && one.from >= today)
  return last === undefined ? today : dayAfter(last.from)
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
