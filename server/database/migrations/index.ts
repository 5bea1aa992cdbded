import { Tables } from './0001-tables.ts'
import { GuardsAndClock } from './0002-guards-and-clock.ts'
import { Registers } from './0003-registers.ts'
import { LongerFacts } from './0004-longer-facts.ts'
import { OwnCases } from './0004-own-cases.ts'

/** In the order they are applied. The name, not the class, is what a database remembers. */
export const migrations = [
  { name: '0001-tables', class: Tables },
  { name: '0002-guards-and-clock', class: GuardsAndClock },
  { name: '0003-registers', class: Registers },
  { name: '0004-own-cases', class: OwnCases },
  { name: '0004-longer-facts', class: LongerFacts },
]
