import { join, resolve } from 'node:path'
import type { TextFile } from '#engine'
import { readLibraryFiles } from '../../../server/documents/read-library.ts'
import { readReleaseFiles } from '../../../server/documents/read-release-files.ts'
import { batchDocuments } from './batch-documents.ts'

const root = resolve(import.meta.dirname, '../../..')

/** A document of our own beside the engine's: a campaign, a confidential form, an attachment. */
const visit = `code: QP-95
kind: procedure
revision: A/0
title: { zh: 走访程序, en: Visit }
clauses: ['8.4.2']
purpose: { zh: 试验, en: For trial }
about: { zh: 一次走访, en: one visit }
trigger: { zh: 每年一次, en: Every year }
owner: { department: D-01, role: head }
participants: [clerk, head, officer, system]
basis: [design]
subject:
  site: { type: site, title: { zh: 机构, en: Site } }
  year: { type: year, title: { zh: 年度, en: Year } }
unique: [site, year]
campaign: { title: { zh: 年度走访, en: Yearly visits }, per: site, by: head }
initial: planned
states:
  planned: { title: { zh: 计划, en: Planned } }
  visited: { title: { zh: 已走访, en: Visited } }
  closed: { title: { zh: 办结, en: Closed }, final: true }
steps:
  visit:
    title: { zh: 走访, en: Visit }
    from: [planned]
    to: visited
    by: clerk
    guard: { zh: 附照片, en: With a picture }
    records: [{ form: QR-95-01, part: visit }]
  joint_visit:
    title: { zh: 两人走访, en: Joint visit }
    from: [planned]
    to: visited
    by: clerk
    guard: { zh: 两人签字, en: Signed by two }
    signature: { meaning: submitted }
    second_person: { role: officer, meaning: witnessed }
    records: [{ form: QR-95-01, part: visit }]
  close:
    title: { zh: 办结, en: Close }
    from: [visited]
    to: closed
    by: head
    guard: { zh: 科长办结, en: By the head }
    records: [{ form: QR-95-01, part: closing }]
`

const pending = `pending:
  - { code: QP-99, title: { zh: 待编程序, en: Not yet written } }
`

const auditors = `roles:
  - { code: auditor, zh: 审核员, en: Auditor, department: D-01, read_only: true }
incompatible_roles:
  - [clerk, director]
`

const visitForm = `code: QR-95-01
document: QP-95
revision: A/0
title: { zh: 走访记录, en: Visit record }
retention: { class: 5y, reason: { zh: 试验, en: For trial } }
confidentiality: confidential
parts:
  visit:
    title: { zh: 走访栏, en: Visit }
    fields:
      finding: { title: { zh: 所见, en: Finding }, type: string }
      met: { title: { zh: 会见, en: Met }, type: person }
      phone: { title: { zh: 电话, en: Phone }, type: string, optional: true, sensitive: phone }
      picture: { title: { zh: 照片, en: Picture }, type: attachment, optional: true }
      grade: { title: { zh: 等次, en: Grade }, type: enum, list: outcomes, optional: true }
      notes: { title: { zh: 记要, en: Notes }, type: list, of: string, max_items: 3, optional: true }
  closing:
    title: { zh: 办结栏, en: Closing }
    fields:
      remark: { title: { zh: 备注, en: Remark }, type: text, optional: true }
`

const watch = `code: QP-98
kind: procedure
revision: A/0
title: { zh: 观察程序, en: Watch }
clauses: ['8.4.2']
purpose: { zh: 试验, en: For trial }
about: { zh: 一个机构, en: one site }
trigger: { zh: 试验, en: For trial }
owner: { department: D-01, role: head }
participants: [clerk, head, system]
basis: [design]
subject:
  site: { type: site, title: { zh: 机构, en: Site } }
opened_by: [clerk]
initial: watching
states:
  watching: { title: { zh: 观察中, en: Watching } }
  seen: { title: { zh: 已走访两次, en: Seen twice }, final: true }
steps:
  see:
    title: { zh: 走访满两次, en: Seen twice }
    from: [watching]
    to: seen
    by: [head, system]
    guard: { zh: 走访满两次, en: After two visits }
    automatic: { when: filled(registers.visited_sites.at(subject.site).visits) && registers.visited_sites.at(subject.site).visits >= 2 }
    fills: { visits_seen: registers.visited_sites.at(subject.site).visits, grade_seen: registers.visited_sites.at(subject.site).grade }
    records: [{ form: QR-98-01, part: seen }]
`

const watchForm = `code: QR-98-01
document: QP-98
revision: A/0
title: { zh: 观察记录, en: Watch record }
retention: { class: 5y, reason: { zh: 试验, en: For trial } }
confidentiality: internal
parts:
  seen:
    title: { zh: 观察栏, en: Seen }
    fields:
      visits_seen: { title: { zh: 走访次数, en: Visits }, type: integer, optional: true }
      grade_seen: { title: { zh: 等次, en: Grade }, type: enum, list: outcomes, optional: true }
      seen_on: { title: { zh: 日期, en: Seen on }, type: date, from: today }
`

const petition = `code: QP-97
kind: procedure
revision: A/0
title: { zh: 申诉程序, en: Petition }
clauses: ['8.2.1']
purpose: { zh: 试验, en: For trial }
about: { zh: 一个人, en: one person }
trigger: { zh: 试验, en: For trial }
owner: { department: D-01, role: head }
participants: [clerk, petitioner]
basis: [design]
subject:
  person: { type: person, title: { zh: 申诉人, en: Petitioner }, optional: true }
opened_by: [petitioner, clerk]
initial: open
states:
  open: { title: { zh: 办理中, en: Open } }
  done: { title: { zh: 办结, en: Done }, final: true }
steps:
  state:
    title: { zh: 陈述, en: State }
    from: [open]
    to: done
    by: [petitioner, clerk]
    guard: { zh: 陈述事实, en: The facts }
    records: [{ form: QR-97-01, part: facts }]
`

const survey = `code: QP-88
kind: procedure
revision: A/0
title: { zh: 调查程序, en: Survey }
clauses: ['9.1.2']
purpose: { zh: 试验, en: For trial }
about: { zh: 一次调查, en: one survey }
trigger: { zh: 试验, en: For trial }
owner: { department: D-01, role: head }
participants: [clerk, petitioner]
basis: [design]
open_to: [petitioner]
subject:
  year: { type: year, title: { zh: 年度, en: Year }, optional: true }
opened_by: [clerk]
initial: open
states:
  open: { title: { zh: 进行中, en: Open } }
  done: { title: { zh: 结束, en: Done }, final: true }
steps:
  answer:
    title: { zh: 答卷, en: Answer }
    from: [open]
    to: done
    by: petitioner
    guard: { zh: 任一申诉人, en: Any petitioner }
    records: [{ form: QR-88-01, part: answer }]
`

const surveyForm = `code: QR-88-01
document: QP-88
revision: A/0
title: { zh: 答卷, en: Answers }
retention: { class: 5y, reason: { zh: 试验, en: For trial } }
confidentiality: internal
parts:
  answer:
    title: { zh: 答卷, en: Answer }
    fields:
      mark: { title: { zh: 评分, en: Mark }, type: integer, min: 1, max: 5 }
`

const petitionForm = `code: QR-97-01
document: QP-97
revision: A/0
title: { zh: 申诉书, en: Petition }
retention: { class: 5y, reason: { zh: 试验, en: For trial } }
confidentiality: personal
parts:
  facts:
    title: { zh: 事实, en: Facts }
    fields:
      facts: { title: { zh: 事实, en: Facts }, type: text }
`

const visitedSites = `register: visited_sites
title: { zh: 走访台账, en: Sites visited }
note: { zh: 由走访记录得出, en: Made from the visit records }
key: { type: site, title: { zh: 机构, en: Site } }
columns:
  visits: { title: { zh: 走访次数, en: Visits }, type: integer }
  met: { title: { zh: 会见, en: Met }, type: person }
  phone: { title: { zh: 电话, en: Phone }, type: string, sensitive: phone }
  grade: { title: { zh: 等次, en: Grade }, type: enum, list: outcomes }
  open: { title: { zh: 未办结, en: Open }, type: boolean }
set_by:
  - form: QR-95-01
    part: visit
    key: subject.site
    sets: { visits: 'filled(was.visits) ? was.visits + 1 : 1', met: met, phone: phone, grade: grade, open: 'true' }
  - { form: QR-95-01, part: closing, key: subject.site, existing: true, sets: { open: 'false' }, removes: [met] }
`

const outsiders = `departments:
  - { code: EX-01, zh: 外部, en: Outside, internal: false }
roles:
  - { code: visitor, zh: 来访者, en: Visitor, department: EX-01 }
  - { code: petitioner, zh: 申诉人, en: Petitioner, department: EX-01, sees: own }
`

/** The engine's fixture documents, our own, and the templates of the product. */
export async function fixtureFiles(): Promise<readonly TextFile[]> {
  // QP-94 holds on purpose what the check refuses; QP-95 is another document here.
  const fixtures = (await readLibraryFiles(join(root, 'test/engine/fixtures'))).filter(({ file }) => !/9[45]-/.test(file))
  const templates = (await readReleaseFiles(root)).filter(({ file }) => file.startsWith('templates/'))
  return [
    ...fixtures,
    { file: 'procedures/pending.yaml', text: pending },
    { file: 'records/lists/auditors.yaml', text: auditors },
    { file: 'procedures/QP-95-visit.yaml', text: visit },
    { file: 'records/forms/QR-95-01-visit.yaml', text: visitForm },
    { file: 'records/lists/outsiders.yaml', text: outsiders },
    { file: 'procedures/QP-88-survey.yaml', text: survey },
    { file: 'records/forms/QR-88-01-survey.yaml', text: surveyForm },
    { file: 'procedures/QP-97-petition.yaml', text: petition },
    { file: 'records/forms/QR-97-01-petition.yaml', text: petitionForm },
    { file: 'procedures/QP-98-watch.yaml', text: watch },
    { file: 'records/forms/QR-98-01-watch.yaml', text: watchForm },
    { file: 'records/registers/visited_sites.yaml', text: visitedSites },
    ...batchDocuments,
    ...templates,
  ]
}
