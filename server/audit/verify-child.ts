import { availableParallelism } from 'node:os'
import { verifyFile } from '../commands/verify.ts'
import { packageReport } from './package-report.ts'
import type { VerifyOrder } from './verify-process.ts'

/**
 * The process that reads a finished package back; started and spoken to by `verify-process.ts` alone. It leaves one processor
 * to those who are at work.
 */
process.on('disconnect', () => process.exit(1))
process.once('message', ({ file, looked }: VerifyOrder) => {
  verifyFile(file, undefined, { threads: availableParallelism() - 1 }).then(
    (report) => process.send?.(packageReport(report, looked), () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
