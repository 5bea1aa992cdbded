import type { Story } from '../../procedures/support/story.ts'

/** Whether a story is of the exam, its results, its certificates and its money, or of the year that has it all. */
export function isAboutExams({ file }: Story): boolean {
  return /^(QP-1[1-5]|WI-1[2-5]|certification-year)/.test(file)
}
