// Runs before start, test and check, on whatever Node the machine has (18 or later): installs what the lock file names
// when it has changed, and builds the web client when its sources have. Needs nothing that is not in Node itself.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const at = (...parts) => join(root, ...parts)

/** When a file, or anything in a folder, was last changed; 0 where it does not exist. */
function changed(path, except = []) {
  if (!existsSync(path)) return 0
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => !except.includes(name))
      .map((name) => changed(join(path, name))),
  )
}

function run(words, command, args) {
  console.log(words)
  const windows = process.platform === 'win32'
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: windows })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

// npm writes this file last, so an install that was cut off is done again.
if (changed(at('package-lock.json')) > changed(at('node_modules', '.package-lock.json')))
  run('安装依赖 · Installing dependencies …', 'npm', ['ci', '--no-audit', '--no-fund'])

// The Node that came with the install; where the machine's kind has none, the one that runs us.
const shipped = at('node_modules', '.bin', 'node')
const node = existsSync(shipped) ? shipped : process.execPath

const client = at('server', 'web')
const built = at('server', 'web', 'dist', 'index.html')
const withWeb = !process.argv.includes('--no-web') && existsSync(join(client, 'vite.config.ts'))
if (
  withWeb &&
  Math.max(
    changed(client, ['dist', 'node_modules']),
    changed(at('server', 'http', 'api')),
    changed(at('node_modules', '.package-lock.json')),
  ) > changed(built)
)
  run('构建网页 · Building the web client …', node, [
    at('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    'server/web/vite.config.ts',
    '--logLevel',
    'warn',
  ])

// The verifier is one file that stands for itself: it is built of the rooms it checks with.
const verifier = at('server', 'verifier')
const page = at('server', 'verifier', 'dist', 'verify.html')
const parts = ['engine', 'records', 'server/audit', 'server/anchors'].map((folder) => changed(at(...folder.split('/'))))
if (
  !process.argv.includes('--no-web') &&
  existsSync(join(verifier, 'vite.config.ts')) &&
  Math.max(changed(verifier, ['dist']), ...parts, changed(at('node_modules', '.package-lock.json'))) > changed(page)
)
  run('构建校验页 · Building the verifier …', node, [
    at('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    'server/verifier/vite.config.ts',
    '--logLevel',
    'warn',
  ])
