import * as cases from './cases.ts'
import * as log from './log.ts'
import * as organisation from './organisation.ts'
import * as people from './people.ts'

/** Every table of the database; a test holds the migrations to it. */
export const entities = [log, cases, organisation, people].flatMap((part) => Object.values(part))
