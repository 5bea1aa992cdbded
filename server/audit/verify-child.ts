import { verifyFile } from '../commands/verify.ts'
import { packageReport } from './package-report.ts'
import type { VerifyOrder } from './verify-process.ts'

/** The process that reads a finished package back; started and spoken to by `verify-process.ts` alone. */
process.on('disconnect', () => process.exit(1))
process.once('message', ({ file, looked }: VerifyOrder) => {
  verifyFile(file).then(
    (report) => process.send?.(packageReport(report, looked), () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
