import type { Static } from 'typebox'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { beginReading } from '../cases/reading.ts'
import type { Viewer } from '../cases/viewer.ts'
import type { Reference } from '../http/api/records.ts'
import { administrators } from '../people/administrators.ts'

/** The words a client labels codes with, and the centres whose cases this person may see. */
export async function readReference({ sites }: Viewer, needs: CaseNeeds): Promise<Static<typeof Reference>> {
  const reading = await beginReading(needs)
  const reference = await needs.documents.referenceOn(reading.today)
  const lists = [...reference.lists].map(([name, items]) => [name, items.map(({ code, zh, en }) => ({ code, zh, en }))] as const)
  const roles = [...reference.roles, ...Object.entries(administrators)].map(([code, { zh, en }]) => ({ code, zh, en }))
  const centres = [...reading.centres]
    .filter(([code]) => sites === null || sites.includes(code))
    .map(([code, { zh, en, active }]) => ({ code, zh, en, active }))
  return { lists: Object.fromEntries(lists), roles, centres }
}
