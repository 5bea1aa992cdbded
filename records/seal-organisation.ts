import { factsBytes } from './facts.ts'
import type { Said } from './facts-head.ts'
import type { OrganisationFacts } from './organisation-facts.ts'
import type { SealedEntry } from './seal-event.ts'

/** Where an entry of the organisation's stream stands. Its stream is the organisation itself. */
export type OrganisationEntrySetting = Readonly<{ organisation: string; sequence: number; at: string; session: string | null }>

/**
 * Seals what happened in the organisation: a release, a role granted, an export, a campaign …
 * @throws FactsTooLong, NotCanonical
 */
export function sealOrganisationFacts(said: Said<OrganisationFacts>, setting: OrganisationEntrySetting): SealedEntry {
  const { organisation, sequence, at, session } = setting
  const head = {
    format: 'guiju-facts/1',
    organisation,
    stream: organisation,
    sequence,
    at,
    document: null,
    baseline: null,
    session,
    calendar: null,
    counters: {},
    closed: null,
  } as const
  const facts: OrganisationFacts = { ...head, ...said }
  return { stream: organisation, kind: facts.kind, expected: sequence - 1, facts: factsBytes(facts), payloads: [], counters: {} }
}
