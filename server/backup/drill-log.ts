import type { Pool } from 'pg'
import type { Signer } from '#engine'
import { readFacts } from '#records'
import { type OrganisationLogNeeds, writeOrganisationAct } from '../people/organisation-log.ts'
import type { DrillReport } from './run-drill.ts'

/** A drill as the organisation's stream tells it. */
export type DrillTold = Readonly<{
  sequence: number
  at: string
  by: string
  backup: string
  takenAt: string
  entries: number
  missing: number
  lossSeconds: number
  restoreSeconds: number
  outcome: 'passed' | 'failed'
  findings: readonly string[]
}>

/** A restore is tried every quarter (QP-16 and its like say so in words; here it is what the page warns by). */
export const DRILL_EVERY_MONTHS = 3
const MOST_FINDINGS = 20

/** Writes a drill into the organisation's stream: a passed one and a failed one alike. */
export async function recordDrill(report: DrillReport, organisation: string, by: (at: string) => Signer, needs: OrganisationLogNeeds) {
  const { backup, takenAt, verdict, missing, lossSeconds, restoreSeconds, outcome, findings } = report
  await writeOrganisationAct(
    {
      organisation,
      session: null,
      says: (at) => [
        {
          kind: 'drill',
          by: by(at),
          backup,
          takenAt,
          entries: verdict.entries,
          missing,
          lossSeconds,
          restoreSeconds,
          outcome,
          findings: findings.slice(0, MOST_FINDINGS),
        },
      ],
      beside: [],
    },
    needs,
  )
}

/** The drills, the latest first. */
export async function drillsOf(pool: Pick<Pool, 'query'>, most: number): Promise<readonly DrillTold[]> {
  const { rows } = await pool.query<{ facts: Buffer }>(
    "select e.facts from entry e join organisation o on o.id = e.stream where e.kind = 'drill' order by e.sequence desc limit $1",
    [most],
  )
  return rows.flatMap(({ facts }): DrillTold[] => {
    const read = readFacts(facts)
    if (read.outcome !== 'read' || read.facts.kind !== 'drill') return []
    const { sequence, at, by, backup, takenAt, entries, missing, lossSeconds, restoreSeconds, outcome, findings } = read.facts
    return [{ sequence, at, by: by.name, backup, takenAt, entries, missing, lossSeconds, restoreSeconds, outcome, findings }]
  })
}

/** Whether a drill is owed: there was none that passed within the last quarter. Dates of the organisation. */
export function isDrillOwed(lastPassedOn: string | null, today: string): boolean {
  if (lastPassedOn === null) return true
  const [year = 0, month = 1, day = 1] = lastPassedOn.split('-').map(Number)
  const months = year * 12 + (month - 1) + DRILL_EVERY_MONTHS
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate()
  const due = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`
  return today > due
}
