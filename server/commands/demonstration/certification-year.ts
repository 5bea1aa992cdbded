import type { DemonstrationCentre } from './centres.ts'
import { examBatchPlay } from './exams/exam-batch.ts'
import type { BatchPlan } from './exams/plans.ts'
import { panelOf } from './exams/preparation.ts'
import { assessors } from './people.ts'
import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'
import { assessorPlay } from './year/assessors.ts'
import { auditPlay } from './year/audit.ts'
import { complaintPlay, complaints } from './year/complaints.ts'
import { controlledDocuments, documentPlay } from './year/documents.ts'
import { informationPlay } from './year/information.ts'
import { itemBankPlay, itemBanks } from './year/item-banks.ts'
import { monthlyPlay, objectivesPlay } from './year/objectives.ts'
import { equipmentPlay, purchasePlay, trainingPlay, trainings } from './year/resources.ts'
import { plannedYearPlay, supervisionYearPlay } from './year/supervision-year.ts'
import { evaluationPlay, surveyPlay } from './year/yearly.ts'

export type CertificationYear = Readonly<{
  centres: readonly DemonstrationCentre[]
  batches: readonly BatchPlan[]
  stage: Stage
  /** The days of a play that began so many working days ago. */
  daysAgo(count: number): Days
}>

/** Assessors, item banks and the supervision plan are there before the first batch is planned. */
const beganAgo = 345

/** What a house does in a year of certification besides its centres: exams, what they need, and the management of quality. */
export function certificationYear({ centres, batches, stage, daysAgo }: CertificationYear): readonly Play[] {
  const yearOf = (days: Days, count = 0) => Number(days.date(count).slice(0, 4))
  const thisYear = yearOf(daysAgo(0))
  const supervised = yearOf(daysAgo(beganAgo), 20)
  return [
    ...assessors.map((assessor) => assessorPlay(assessor, stage, daysAgo(beganAgo))),
    ...itemBanks.map((bank) => itemBankPlay(bank, stage, daysAgo(beganAgo))),
    supervisionYearPlay(supervised, stage, daysAgo(beganAgo)),
    plannedYearPlay(supervised + 1, centres.filter(({ fate }) => fate === 'qualified').slice(0, 4), stage, daysAgo(beganAgo)),
    ...batches.map((plan) => examBatchPlay(plan, stage, daysAgo(plan.plannedAgo))),
    ...batches.filter(({ serial }) => serial === 1).map((plan) => firstEvaluation(plan, stage, daysAgo(plan.plannedAgo))),
    objectivesPlay(thisYear - 1, stage, daysAgo(0)),
    objectivesPlay(thisYear, stage, daysAgo(0)),
    monthlyPlay(thisYear, stage, daysAgo(0)),
    auditPlay(yearOf(daysAgo(270)), stage, daysAgo(270)),
    auditPlay(yearOf(daysAgo(60)), stage, daysAgo(60)),
    ...controlledDocuments.map((document) => documentPlay(document, stage, daysAgo(document.begunAgo))),
    ...trainings.map((training) => trainingPlay(training, stage, daysAgo(training.begunAgo))),
    equipmentPlay(stage, daysAgo(150)),
    purchasePlay(stage, daysAgo(100)),
    informationPlay(thisYear, stage, daysAgo(100)),
    ...complaints.map((complaint) => complaintPlay(complaint, stage, daysAgo(complaint.begunAgo))),
    surveyPlay(yearOf(daysAgo(50)), stage, daysAgo(50)),
  ]
}

function firstEvaluation(plan: BatchPlan, stage: Stage, days: Days): Play {
  return evaluationPlay(Number(days.saturday(days.date(47)).slice(0, 4)), panelOf({ plan }), stage, days)
}
