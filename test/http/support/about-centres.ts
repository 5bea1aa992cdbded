import type { Story } from '../../procedures/support/story.ts'

/** Whether a story is of a testing centre: its licence, its inspections, what it is found to have done wrong. */
export function isAboutCentres({ file }: Story): boolean {
  return /^(QP-0[78]|WI-08|QP-18|QP-21|WI-21)/.test(file)
}
