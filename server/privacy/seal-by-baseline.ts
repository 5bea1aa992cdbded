import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import { makeBaselineStore } from '../documents/baseline-store.ts'
import { type Documents, makeDocuments } from '../documents/documents.ts'
import { personalValuesOf } from './personal-values.ts'
import { marksOf, type SensitiveMarks } from './sensitive-marks.ts'

const readers = new WeakMap<object, Documents>()

/** What is sensitive in a case, read from the documents of its baseline: for entries that bring no marks of their own. */
export async function marksByBaseline(pool: object, { baseline, document }: CaseState): Promise<SensitiveMarks> {
  const known = readers.get(pool)
  // Zone and date play no part in what a form marks.
  const documents = known ?? makeDocuments(makeBaselineStore(pool as Pool), async () => 'Asia/Shanghai')
  if (known === undefined) readers.set(pool, documents)
  return marksOf(await documents.procedureOf(baseline, document))
}

/** A case as it is to be stored, outside a unit of work. */
export async function sealedAsStored(pool: Pool, state: CaseState): Promise<unknown> {
  const personal = await personalValuesOf(pool)
  return personal === null ? state : personal.seal(state, await marksByBaseline(pool, state))
}
