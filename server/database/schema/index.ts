import type { EntitySchema } from '@mikro-orm/core'
import * as anchors from './anchors.ts'
import * as assurance from './assurance.ts'
import * as cases from './cases.ts'
import * as log from './log.ts'
import * as organisation from './organisation.ts'
import * as people from './people.ts'
import * as personalKeys from './personal-keys.ts'
import * as registers from './registers.ts'
import * as retention from './retention.ts'
import * as secondFactors from './second-factors.ts'
import * as transparencyLog from './transparency-log.ts'

// biome-ignore lint/suspicious/noExplicitAny: the entities of a part have nothing in common but being entities.
const parts: readonly Readonly<Record<string, EntitySchema<any, any>>>[] = [
  anchors,
  assurance,
  cases,
  log,
  organisation,
  people,
  personalKeys,
  registers,
  retention,
  secondFactors,
  transparencyLog,
]

/** Every table of the database; a test holds the migrations to it. */
export const entities = parts.flatMap((part) => Object.values(part))
