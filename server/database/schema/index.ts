import * as cases from './cases.ts'
import * as log from './log.ts'
import * as organisation from './organisation.ts'
import * as people from './people.ts'
import * as registers from './registers.ts'

/** Every table of the database; a test holds the migrations to it. */
export const entities = [log, cases, organisation, people, registers].flatMap((part) => Object.values(part))
