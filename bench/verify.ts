import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { verifyFile } from '../server/commands/verify.ts'
import { table } from './figures.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { threads: { type: 'string' } } })
const [file] = positionals
const threads = values.threads === undefined ? availableParallelism() : Number(values.threads)

/** Reads a package back, as `bench/export.ts --keep FILE` left it, and says what that took of this machine. */
async function bench(path: string): Promise<number> {
  const begun = performance.now()
  const { verdict, findings, counted } = await verifyFile(path, undefined, { threads })
  const seconds = (performance.now() - begun) / 1000
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const shown = [seconds, userCPUTime / 1e6, systemCPUTime / 1e6].map((time) => time.toFixed(1))
  const row = [
    String(counted.records),
    String(threads),
    ...shown,
    String(Math.round(maxRSS / 1000)),
    `${verdict}, ${findings.length} findings`,
  ]
  console.log(table(['records', 'threads', 'seconds', 'user CPU s', 'system CPU s', 'MB at most', ''], [row]))
  return 0
}

if (file === undefined) {
  console.error('Expected the package to be named, but none was: node bench/verify.ts package.zip [--threads 1]')
  process.exitCode = 1
} else process.exitCode = await bench(file)
