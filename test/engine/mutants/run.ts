import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Mutant, mutants } from './mutants.ts'

/**
 * Puts each error into a copy of engine/case of its own and looks whether the tests notice. Prints a table and ends with
 * 1 when a mutant survives, or when the place it was to change is no longer there. `run.ts WORDS` tries only those
 * whose name has the words in it.
 */
const root = resolve(import.meta.dirname, '..', '..', '..')
const tests = ['decide', 'timers', 'linked-cases', 'open-and-replay', 'task-list']

type Found = Readonly<{ mutant: Mutant; killedBy: string | null; problem: string | null }>

/** All but engine/case is one for all mutants: the runner follows the links and loads it once. */
function makeCopy(folder: string, mutant: Mutant): string | null {
  mkdirSync(join(folder, 'engine'), { recursive: true })
  for (const name of readdirSync(join(root, 'engine')))
    if (name === 'case' || name.endsWith('.ts')) cpSync(join(root, 'engine', name), join(folder, 'engine', name), { recursive: true })
    else symlinkSync(join(root, 'engine', name), join(folder, 'engine', name))
  cpSync(join(root, 'test', 'engine'), join(folder, 'test', 'engine'), { recursive: true })
  writeFileSync(join(folder, 'mutant.test.ts'), suite)
  const path = join(folder, 'engine', 'case', mutant.file)
  const original = readFileSync(path, 'utf8')
  const places = original.split(mutant.search).length - 1
  if (places !== 1) return `its place stands ${places} times in ${mutant.file}`
  writeFileSync(
    path,
    original.replace(mutant.search, () => mutant.replace),
  )
  return null
}

/** The tests of the case as one file, which stops at the first that fails. */
const suite = `import { afterEach, beforeEach } from 'vitest'
${tests.map((name) => `import './test/engine/case/${name}.test.ts'`).join('\n')}
let found = false
beforeEach(({ skip }) => skip(found))
afterEach(({ task }) => {
  found ||= task.result?.state === 'fail'
})
`

const config = `export default { test: { include: ['*/mutant.test.ts'], isolate: false, pool: 'threads', maxWorkers: 2, testTimeout: 20000 } }
`

type Report = Readonly<{
  testResults: readonly Readonly<{
    name: string
    status: string
    message: string
    assertionResults: readonly Readonly<{ status: string; fullName: string }>[]
  }>[]
}>

async function runAll(folder: string): Promise<Report> {
  writeFileSync(join(folder, 'vitest.config.ts'), config)
  const report = join(folder, 'report.json')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  await new Promise<void>((done, failed) => {
    const child = spawn(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile=${report}`, `--root=${folder}`], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('error', failed)
    child.on('close', () => done())
  })
  return JSON.parse(readFileSync(report, 'utf8')) as Report
}

function killer({ testResults }: Report, folder: string): string | null {
  const file = testResults.find(({ name }) => name.includes(`/${folder}/`))
  if (file === undefined) throw new Error(`Expected a result for mutant ${folder}, but there is none`)
  const failed = file.assertionResults.find(({ status }) => status === 'failed')
  if (failed !== undefined) return failed.fullName
  return file.status === 'failed' ? `the file does not load: ${file.message.split('\n')[0]}` : null
}

async function judge(chosen: readonly Mutant[], base: string): Promise<readonly Found[]> {
  symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'))
  writeFileSync(join(base, 'package.json'), '{ "type": "module" }')
  const misplaced = chosen.map((mutant, index) => makeCopy(join(base, String(index)), mutant))
  const report = await runAll(base)
  return chosen.map((mutant, index) => {
    const wrong = misplaced[index] ?? null
    const killedBy = wrong === null ? killer(report, String(index)) : null
    return { mutant, killedBy, problem: wrong ?? (killedBy === null ? 'survives' : null) }
  })
}

const words = process.argv[2]
const base = mkdtempSync(join(tmpdir(), 'mutants-'))
try {
  const found = await judge(
    mutants.filter(({ name }) => words === undefined || name.includes(words)),
    base,
  )
  for (const { mutant, killedBy, problem } of found)
    process.stdout.write(`${problem === null ? 'killed' : 'ALIVE '}  ${mutant.name}  ←  ${killedBy ?? problem ?? ''}\n`)
  const alive = found.filter(({ problem }) => problem !== null).length
  process.stdout.write(`${found.length - alive} of ${found.length} mutants killed\n`)
  process.exitCode = alive === 0 ? 0 : 1
} finally {
  rmSync(base, { recursive: true, force: true })
}
