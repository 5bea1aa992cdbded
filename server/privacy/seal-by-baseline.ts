import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import { makeBaselineStore } from '../documents/baseline-store.ts'
import { makeDocuments } from '../documents/documents.ts'
import { personalValuesOf } from './personal-values.ts'
import { marksOf } from './sensitive-marks.ts'

/** Seals cases outside a unit of work: what is sensitive in one is read from the documents of its baseline. */
export function makeStateSealer(pool: Pool): (state: CaseState) => Promise<unknown> {
  const documents = makeDocuments(makeBaselineStore(pool), async () => 'Asia/Shanghai')
  return async (state) => {
    const personal = await personalValuesOf(pool)
    if (personal === null) return state
    return personal.seal(state, marksOf(await documents.procedureOf(state.baseline, state.document)))
  }
}
