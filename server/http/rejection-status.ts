import type { Rejection } from '#engine'

/** One status for each reason. A new reason does not compile until it has a line here. */
export const statusOf = {
  'case-moved-on': 409,
  'case-closed': 409,
  'step-not-open': 409,
  'step-is-automatic': 403,
  'deadline-passed': 409,
  'role-missing': 403,
  'not-expected-here': 403,
  'same-person': 403,
  'already-contributed': 409,
  'contribution-unknown': 409,
  'contribution-not-yours': 403,
  'second-person-needed': 403,
  'reason-missing': 422,
  'waits-for': 409,
  'document-pending': 409,
  'part-invalid': 422,
  'rule-not-met': 422,
  'rule-reads-unset-field': 422,
  'signature-missing': 403,
  'automatic-chain-too-long': 422,
  'subject-invalid': 422,
  'case-exists': 409,
  'disposal-barred': 409,
} as const satisfies Record<Rejection['code'], number>
