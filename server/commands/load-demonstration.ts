import type { Pool } from 'pg'
import type { CaseNeeds } from '../cases/case-needs.ts'
import type { Worker } from '../cases/worker-loop.ts'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { makeDueMoments } from '../database/due-moments.ts'
import type { ReleaseOutcome } from '../documents/release.ts'
import type { PdfPress } from '../documents/render/pdf-process.ts'
import { typstString } from '../documents/render/typst-string.ts'
import { makeIdentifier } from '../identifier.ts'
import { organisationDay } from '../organisation-day.ts'
import type { Administration } from '../people/administration.ts'
import type { Founded, Founding } from '../people/found-organisation.ts'
import { rolesToday } from '../people/grants.ts'
import type { PeopleStore } from '../people/people-store.ts'
import { campaignPlay } from './demonstration/campaign.ts'
import { type DemonstrationCentre, demonstrationCentres, type Fate } from './demonstration/centres.ts'
import { certificationYear } from './demonstration/certification-year.ts'
import { allCandidates } from './demonstration/exams/candidates.ts'
import { batchPlans } from './demonstration/exams/plans.ts'
import { type Halt, inspectionPlay } from './demonstration/inspection.ts'
import { licensing } from './demonstration/licensing.ts'
import { findingPlay, findings } from './demonstration/nonconformities.ts'
import { demonstrationAdministrators, demonstrationPassword, demonstrationPeople } from './demonstration/people.ts'
import { makeStage, type Player } from './demonstration/stage.ts'
import { type Days, makeDays, type Play, playAll } from './demonstration/timeline.ts'

export type DemonstrationProgress = Readonly<{ words: { zh: string; en: string }; share: number }>

export type DemonstrationNeeds = CaseNeeds &
  Readonly<{
    pool: Pool
    people: PeopleStore
    attachments: AttachmentStore
    scheduler: Worker
    reactions: Worker
    found: (founding: Founding) => Promise<Founded>
    release: (reason: string) => Promise<ReleaseOutcome>
    administration: () => Promise<Administration>
    press: PdfPress
    /** The present, where the demonstration ends: real time as an instant. */
    present: string
    progress: (progress: DemonstrationProgress) => void
    signal: AbortSignal
    /** Has the log appended and signed as it would have been at the time; asked once for each week played. */
    anchor?: () => Promise<unknown>
    /** What to play of it; without, everything. */
    extent?: Extent
  }>

/** The centres and exam batches a smaller demonstration has: codes, and serials of the plans. */
export type Extent = Readonly<{ centres: readonly string[]; batches: readonly number[] }>

const zone = 'Asia/Shanghai'
const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** This year's campaign began so many days ago; last year's a year of whole weeks earlier; the licences ten months before that. */
const campaignDaysAgo = 76
const yearOfWeeks = 364
const licensingDaysBefore = 300

/**
 * Loads the demonstration by running it: everyone it names takes their steps through the same door as a person would,
 * under the simulated clock, and the engine takes its own steps at their moments. At the end the clock is let go.
 */
export async function loadDemonstration(needs: DemonstrationNeeds): Promise<void> {
  const now = Date.parse(needs.present)
  const thisYear = day(now - campaignDaysAgo * dayMs)
  const lastYear = day(now - (campaignDaysAgo + yearOfWeeks) * dayMs)
  const begin = now - (campaignDaysAgo + yearOfWeeks + licensingDaysBefore) * dayMs
  needs.progress({ words: { zh: '设立机构、人员、角色', en: 'organisation, people, roles' }, share: 0 })
  const players = await foundWithPeople(new Date(begin).toISOString(), needs)
  const setClock = async (instant: string) => {
    await needs.pool.query('select set_simulated_clock($1)', [instant])
  }
  const stage = makeStage({ ...needs, players, paper: (title) => paper(title, Math.floor(begin / 1000), needs.press) })
  const calendar = await needs.documents.calendarOn(day(begin))
  const clock = { at: new Date(begin).toISOString() }
  const daysFrom = (first: string): Days => makeDays(first, calendar, () => clock.at)
  const year = Number(thisYear.slice(0, 4))
  const workingDaysAgo = (count: number) => daysFrom(day(now)).date(-count)
  const centres = demonstrationCentres.filter(({ code }) => needs.extent?.centres.includes(code) ?? true)
  const batches = batchPlans.filter(
    ({ serial, centre }) => needs.extent?.batches.includes(serial) ?? centres.some(({ code }) => code === centre),
  )
  const plays: Play[] = [
    ...centres.map((centre) => licensing(centre, stage, daysFrom(day(begin)))),
    campaignPlay(year - 1, daysFrom(lastYear), stage, needs),
    campaignPlay(year, daysFrom(thisYear), stage, needs),
    ...centres.map((centre) => inspectionPlay({ centre, year: year - 1, fate: centre.fate, halt: null }, stage, daysFrom(lastYear))),
    ...centres
      .filter(isStillLicensed)
      .map((centre, place) => inspectionPlay({ centre, year, ...underWay(place) }, stage, daysFrom(thisYear))),
    ...certificationYear({ centres, batches, stage, daysAgo: (count) => daysFrom(workingDaysAgo(count)) }),
    ...findings.map((finding) => findingPlay(finding, stage, daysFrom(lastYear))),
  ]
  const moments = makeDueMoments(needs.pool)
  let anchored = begin
  await playAll(plays, {
    setClock: async (instant) => {
      if (instant <= clock.at) return
      if (day(Date.parse(instant)) >= day(anchored + weekMs)) {
        anchored = Date.parse(instant)
        await needs.anchor?.()
      }
      clock.at = instant
      await setClock(instant)
    },
    async nextMoment(until) {
      const at = await moments.next()
      return at !== null && at <= until ? at : null
    },
    settle: () => settle(needs),
    end: needs.present,
    progress: (at) =>
      needs.progress({
        words: { zh: `办到 ${day(Date.parse(at))}`, en: `played up to ${day(Date.parse(at))}` },
        share: Math.max(0, (Date.parse(at) - begin) / (now - begin)),
      }),
    signal: needs.signal,
  })
  await needs.pool.query('select release_simulated_clock()')
  await settle(needs)
  await needs.anchor?.()
  needs.progress({ words: { zh: '完成', en: 'done' }, share: 1 })
}

const day = (instant: number): string => organisationDay(new Date(instant).toISOString(), zone)

const isStillLicensed = ({ fate }: DemonstrationCentre): boolean =>
  fate !== 'refused' && fate !== 'rectification-failed' && fate !== 'veto-revoked'

/** Where this year's inspections stand: some concluded, the others at every step of the way, a few of them overdue. */
const standings: readonly Readonly<{ fate: Fate; halt: Halt }>[] = [
  { fate: 'qualified', halt: 'submit_self' },
  { fate: 'qualified', halt: 'pass_material' },
  { fate: 'qualified', halt: 'start_visit' },
  { fate: 'qualified', halt: 'score' },
  { fate: 'qualified', halt: 'aggregate' },
  { fate: 'qualified', halt: 'draft_conclusion' },
  { fate: 'excellent', halt: 'approve_conclusion' },
  { fate: 'rectified', halt: 'rectification' },
  { fate: 'qualified', halt: 'announce' },
  { fate: 'qualified', halt: null },
]

function underWay(place: number): Readonly<{ fate: Fate; halt: Halt }> {
  return standings[place % standings.length] ?? { fate: 'qualified', halt: null }
}

/** Lets the engine do what there is to do at this moment, and what follows from it. */
async function settle({ scheduler, reactions }: DemonstrationNeeds): Promise<void> {
  for (let round = 0; round < 50; round++) if ((await scheduler.runOnce()) + (await reactions.runOnce()) === 0) return
}

async function foundWithPeople(clock: string, needs: DemonstrationNeeds): Promise<ReadonlyMap<string, Player>> {
  const founded = await needs.found({
    name: { zh: '滨海市职业技能鉴定中心', en: 'Binhai Municipal Vocational Skill Testing Authority' },
    kind: 'demonstration',
    zone,
    clock,
    administrators: demonstrationAdministrators.map((one) => ({ ...one, password: demonstrationPassword })),
  })
  if (founded.outcome === 'refused') throw new Error(`Expected an empty database for the demonstration, but: ${founded.refusal.code}`)
  const released = await needs.release('演示机构首次发布 / first release of the demonstration')
  if (released.outcome === 'refused') throw new Error(`Expected the documents to be released, but: ${released.refusal.code}`)
  const administration = await needs.administration()
  for (const { code, zh, en } of demonstrationCentres) {
    const added = await administration.addCentre({ code, name: { zh, en }, reason: '演示 / demonstration' }, 'system')
    if (added.outcome === 'refused') throw new Error(`Expected the centre ${code} to be entered, but: ${added.refusal.code}`)
  }
  const today = day(Date.parse(clock))
  const players = new Map<string, Player>()
  // Hashing passwords takes most of the time, and several can be hashed at once.
  const accounts = await Promise.all(
    demonstrationPeople.map(({ login, name }) =>
      administration.createAccount({ login, name, password: demonstrationPassword, mustChangePassword: false }),
    ),
  )
  for (const [place, { login, name, roles, site }] of demonstrationPeople.entries()) {
    const account = accounts[place]
    if (account?.outcome !== 'done') throw new Error(`Expected an account for ${login}, but: ${account?.refusal.code}`)
    for (const role of roles) {
      const granted = await administration.grant(
        { person: account.person, role, site: site ?? null, occupation: null, from: today, until: null, reason: '演示 / demonstration' },
        'system',
      )
      if (granted.outcome === 'refused') throw new Error(`Expected ${login} to hold ${role}, but: ${granted.refusal.code}`)
    }
    players.set(login, { login, person: account.person, name, roles: rolesToday(await needs.people.standingOf(account.person), today) })
  }
  for (const { login, person, name } of await enterPersons(needs.pool)) players.set(login, { login, person, name, roles: [] })
  return players
}

/** The candidates without accounts, whose employers enter them: persons of the house, and no more. */
async function enterPersons(pool: Pool): Promise<readonly Readonly<{ login: string; person: string; name: string }>[]> {
  const known = new Set(demonstrationPeople.map(({ login }) => login))
  const persons = allCandidates
    .filter(({ login }) => !known.has(login))
    .map(({ login, name }) => ({ login, name, person: makeIdentifier() }))
  await pool.query('insert into person (id, name) select * from unnest($1::uuid[], $2::text[])', [
    persons.map(({ person }) => person),
    persons.map(({ name }) => name),
  ])
  return persons
}

/** A sheet of paper with a title, as evidence people attach. */
async function paper(title: string, createdAt: number, press: PdfPress): Promise<Uint8Array> {
  const source = [
    '#set page(width: 148mm, height: 105mm)',
    '#set text(font: "Noto Sans SC", lang: "zh")',
    `#align(center + horizon)[#text(size: 16pt, ${typstString(title)})`,
    `#v(1em) #text(size: 9pt, ${typstString('演示用附件')})]`,
  ].join('\n')
  return press.pdf(source, createdAt)
}
