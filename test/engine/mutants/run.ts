import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Mutant, mutants } from './mutants.ts'

/**
 * Puts one error after another into a copy of engine/case and looks whether the tests notice. Prints a table and ends
 * with 1 when a mutant survives, or when the place it was to change is no longer there.
 */
const root = resolve(import.meta.dirname, '..', '..', '..')
const tests = ['decide', 'timers', 'linked-cases', 'open-and-replay'].map((name) => `test/engine/case/${name}.test.ts`)
const workers = 2

type Result = Readonly<{ mutant: Mutant; killedBy: string | null; problem: string | null }>

function copyTo(folder: string): void {
  mkdirSync(join(folder, 'test'), { recursive: true })
  cpSync(join(root, 'engine'), join(folder, 'engine'), { recursive: true })
  cpSync(join(root, 'test', 'engine'), join(folder, 'test', 'engine'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
}

async function check(folder: string, mutant: Mutant): Promise<Result> {
  const path = join(folder, 'engine', 'case', mutant.file)
  const original = readFileSync(path, 'utf8')
  const places = original.split(mutant.search).length - 1
  if (places !== 1) return { mutant, killedBy: null, problem: `its place stands ${places} times in ${mutant.file}` }
  writeFileSync(
    path,
    original.replace(mutant.search, () => mutant.replace),
  )
  const killedBy = await firstFailure(folder)
  writeFileSync(path, original)
  return { mutant, killedBy, problem: killedBy === null ? 'survives' : null }
}

/** The name of the first test that fails; null when all pass. */
async function firstFailure(folder: string): Promise<string | null> {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const code = await run(folder, ['run', ...tests, '--bail=1', '--no-file-parallelism', '--reporter=json', `--outputFile=${report}`])
  return code === 0 ? null : nameIn(report)
}

function run(folder: string, args: readonly string[]): Promise<number> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [vitest, ...args, `--root=${folder}`], { cwd: folder, stdio: 'ignore' })
    child.on('error', failed)
    child.on('close', (code) => done(code ?? 1))
  })
}

type Report = Readonly<{
  testResults: readonly Readonly<{ message: string; assertionResults: readonly Readonly<{ status: string; fullName: string }>[] }>[]
}>

function nameIn(report: string): string {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed')
  return failed?.fullName ?? `the file does not load: ${testResults.find(({ message }) => message !== '')?.message.split('\n')[0] ?? '?'}`
}

async function worker(folder: string, queue: Mutant[], results: Result[]): Promise<void> {
  copyTo(folder)
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const result = await check(folder, mutant)
    results.push(result)
    process.stdout.write(
      `${result.problem === null ? 'killed  ' : 'ALIVE   '}  ${mutant.name}  ←  ${result.killedBy ?? result.problem ?? ''}\n`,
    )
  }
}

const only = process.argv[2]
const queue = mutants.filter(({ name }) => only === undefined || name.includes(only))
const results: Result[] = []
const base = mkdtempSync(join(tmpdir(), 'mutants-'))
try {
  await Promise.all(Array.from({ length: workers }, (_, index) => worker(join(base, String(index)), queue, results)))
} finally {
  rmSync(base, { recursive: true, force: true })
}
const alive = results.filter(({ problem }) => problem !== null)
process.stdout.write(`${results.length - alive.length} of ${results.length} mutants killed\n`)
process.exitCode = alive.length === 0 ? 0 : 1
