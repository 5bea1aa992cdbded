import { Tables } from './0001-tables.ts'
import { GuardsAndClock } from './0002-guards-and-clock.ts'
import { Registers } from './0003-registers.ts'
import { LongerFacts } from './0004-longer-facts.ts'
import { OwnCases } from './0004-own-cases.ts'
import { TransparencyLog } from './0005-log.ts'
import { RowGuards } from './0006-row-guards.ts'
import { SecondFactors } from './0007-second-factors.ts'
import { PersonalKeys } from './0008-personal-keys.ts'
import { Retention } from './0009-retention.ts'
import { ExportJobs } from './0010-export-jobs.ts'
import { Anchors } from './0011-anchors.ts'
import { Assurance } from './0012-assurance.ts'
import { AnchorTroubles } from './0013-anchor-troubles.ts'

/** In the order they are applied. The name, not the class, is what a database remembers. */
export const migrations = [
  { name: '0001-tables', class: Tables },
  { name: '0002-guards-and-clock', class: GuardsAndClock },
  { name: '0003-registers', class: Registers },
  { name: '0004-own-cases', class: OwnCases },
  { name: '0004-longer-facts', class: LongerFacts },
  { name: '0005-log', class: TransparencyLog },
  { name: '0006-row-guards', class: RowGuards },
  { name: '0007-second-factors', class: SecondFactors },
  { name: '0008-personal-keys', class: PersonalKeys },
  { name: '0009-retention', class: Retention },
  { name: '0010-export-jobs', class: ExportJobs },
  { name: '0011-anchors', class: Anchors },
  { name: '0012-assurance', class: Assurance },
  { name: '0013-anchor-troubles', class: AnchorTroubles },
]
