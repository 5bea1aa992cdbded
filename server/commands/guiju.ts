#!/usr/bin/env node
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Language } from '#engine'
import { type Config, readConfig } from '../config.ts'
import { sayFault } from '../say-fault.ts'
import { help } from './help.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const flags = {
  help: { type: 'boolean' },
  trace: { type: 'boolean' },
  lang: { type: 'string' },
  reason: { type: 'string' },
  login: { type: 'string' },
  password: { type: 'string' },
  case: { type: 'string' },
  year: { type: 'string' },
  centre: { type: 'string' },
  batch: { type: 'string' },
  clause: { type: 'string' },
  order: { type: 'string' },
  'data-only': { type: 'boolean' },
  document: { type: 'string' },
  out: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  policy: { type: 'string' },
  against: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  html: { type: 'boolean' },
  draft: { type: 'boolean' },
  write: { type: 'boolean' },
  new: { type: 'boolean' },
  listen: { type: 'string' },
  state: { type: 'string' },
  log: { type: 'string', multiple: true },
  name: { type: 'string' },
  check: { type: 'string' },
  checkpoint: { type: 'string' },
  key: { type: 'string', multiple: true },
  commit: { type: 'string' },
  nonce: { type: 'string' },
  attached: { type: 'boolean' },
  'overlap-days': { type: 'string' },
} as const

type Asked = Readonly<{
  command: string
  operands: readonly string[]
  values: ReturnType<typeof read>['values']
  language: Language
  out: (line: string) => void
}>

function read(args: string[]) {
  return parseArgs({ args, options: flags, allowPositionals: true, strict: true })
}

/** What each command does; answers its exit code. What a command needs is loaded only when it is asked for. */
const commands: Readonly<Record<string, (asked: Asked) => Promise<number>>> = {
  async check({ language, out }) {
    const { runCheck } = await import('./check.ts')
    return runCheck({ root, language, out })
  },
  async migrate({ out }) {
    const { runMigrate } = await import('./migrate.ts')
    return withConfig(out, (config) => runMigrate(config, out))
  },
  async release({ values, language, out }) {
    const { runRelease } = await import('./release.ts')
    const login = values.login ?? ''
    const password = values.password ?? (await askHidden(language === 'zh' ? '密码：' : 'Password: '))
    return withHouse(out, (house) =>
      runRelease({ reason: values.reason ?? '', login, password, language, out, now: () => new Date() }, house),
    )
  },
  async export({ values, language, out }) {
    const { runExportCommand } = await import('./export-command.ts')
    // A progress line is for a person who looks on.
    const say = (line: string) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`)
    }
    return withConfig(out, async ({ dataFolder, keysFolder }) => {
      const words = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string' || value === true))
      const code = await withHouse(out, (house) => runExportCommand({ words, dataFolder, keysFolder, language, out, say }, house))
      return code === 2 ? usage(out, language) : code
    })
  },
  async verify({ operands, values, language, out }) {
    const { runVerify } = await import('./verify.ts')
    const [file] = operands
    return file === undefined
      ? usage(out, language)
      : runVerify({
          file: resolve(file),
          language,
          out,
          json: values.json === true,
          policy: values.policy,
          against: values.against ?? [],
        })
  },
  async assure({ language, out }) {
    const [{ runAssure, signerIfThere }, { signerSocketIn }, { makeSignerClient }] = await Promise.all([
      import('./assure.ts'),
      import('../log/signer/socket-path.ts'),
      import('../log/signer/signer-client.ts'),
    ])
    const signerOf = ({ signerSocket, dataFolder }: Config) => {
      const socket = signerIfThere(signerSocket ?? signerSocketIn(dataFolder))
      return socket === null ? undefined : makeSignerClient(socket)
    }
    return untilInterrupted((signal) => withHouse(out, (house) => runAssure({ language, out, signal }, house.assurance), signerOf))
  },
  async rebuild({ values, out }) {
    const { runRebuild } = await import('./rebuild.ts')
    return withDatabase(out, ({ url }) => runRebuild({ databaseUrl: url, write: values.write === true }, out))
  },
  async print({ operands, values, language, out }) {
    const { printerInForce, printerOfDrafts, runPrint } = await import('./print.ts')
    const format = values.html === true ? 'html' : 'pdf'
    const options = { codes: operands, out: resolve(values.out ?? '.'), format, language } as const
    if (values.draft === true) {
      const { makePdfPress } = await import('../documents/render/pdf-process.ts')
      const press = makePdfPress()
      return runPrint(options, await printerOfDrafts(root, press, options), out).finally(() => press.close())
    }
    return withHouse(out, async ({ documents, documentPress, today }) => {
      const day = await today()
      const codes = (await documents.allInForce(day)).map(({ procedure }) => procedure.code)
      return runPrint(options, printerInForce(documentPress, codes, day, options), out)
    })
  },
  async clauses({ values, language, out }) {
    const [{ sayClauses }, { liveClauses }] = await Promise.all([import('./clauses.ts'), import('../documents/live-clauses.ts')])
    return withHouse(out, async ({ pool, documents, today }) => {
      const coverage = await liveClauses(await today(), { pool, documents })
      if (values.json === true) out(JSON.stringify(coverage, null, 2))
      else sayClauses(coverage, language, out)
      return 0
    })
  },
  async backup({ values, language, out }) {
    if (values.out === undefined) return usage(out, language)
    const folder = resolve(values.out)
    const [{ runBackup }, { seeingLogin }] = await Promise.all([import('./backup.ts'), import('../backup/seeing-login.ts')])
    return untilInterrupted((signal) =>
      withDatabase(out, ({ url }, { database, keysFolder }) =>
        runBackup({ url: seeingLogin(database, url), folder, keysFolder, language, signal, out }),
      ),
    )
  },
  async restore({ values, language, out }) {
    const { from, to } = values
    if (from === undefined || to === undefined) return usage(out, language)
    const { runRestore } = await import('./restore.ts')
    return untilInterrupted((signal) =>
      withConfig(out, ({ database }) => runRestore({ folder: resolve(from), to, server: serverLoginOf(database), language, signal, out })),
    )
  },
  async drill({ values, language, out }) {
    const [{ runDrillCommand }, { seeingLogin }] = await Promise.all([import('./drill.ts'), import('../backup/seeing-login.ts')])
    const from = values.from === undefined ? null : resolve(values.from)
    return untilInterrupted((signal) =>
      withHouse(out, async (house, config, url) =>
        runDrillCommand(
          { from, liveUrl: seeingLogin(config.database, url), keysFolder: config.keysFolder, language, signal, out },
          { pool: house.pool, ledger: house.ledger, organisation: (await house.cases.organisation()).id },
        ),
      ),
    )
  },
  async signer({ operands, values, language, out }) {
    const { rotateSigner, runSigner, sayFingerprints } = await import('./signer.ts')
    const { signerSocketIn } = await import('../log/signer/socket-path.ts')
    const [what = 'run'] = operands
    const days = Number(values['overlap-days'] ?? '30')
    return withConfig(out, async ({ dataFolder, keysFolder, signerSocket }) => {
      const options = { keysFolder, socket: signerSocket ?? signerSocketIn(dataFolder), language, out }
      if (what === 'run') return runSigner(options, values.attached === true)
      if (what === 'rotate' && Number.isInteger(days)) return rotateSigner(options, days)
      return what === 'fingerprint' ? sayFingerprints(options) : usage(out, language)
    })
  },
  async anchors({ language, out }) {
    const [{ runAnchors }, { readAnchorsFile }, { makeLog }] = await Promise.all([
      import('./anchors.ts'),
      import('../anchors/anchors-file.ts'),
      import('../http/log.ts'),
    ])
    return withDatabase(out, async ({ pool }, config) =>
      runAnchors({
        ...{ pool, language, out },
        setting: await readAnchorsFile(config.anchorsFile),
        log: makeLog(config.logLevel),
        now: () => new Date(),
      }),
    )
  },
  async sample({ values, language, out }) {
    const { runSampleCheck, runSampleCommit } = await import('./sample.ts')
    const { check, checkpoint, key = [], commit, nonce = '' } = values
    if (commit !== undefined) return runSampleCommit(commit, nonce, { language, out })
    if (check === undefined) return usage(out, language)
    const from = { file: resolve(check), checkpoint: checkpoint === undefined ? null : resolve(checkpoint), keys: key }
    return runSampleCheck({ ...from, language, out, json: values.json === true })
  },
  async witness({ values, language, out }) {
    const { runWitness } = await import('./witness.ts')
    const { listen, state, log = [], name = null } = values
    if (listen === undefined || state === undefined || log.length === 0) return usage(out, language)
    return runWitness({ ...{ listen, name, language, out }, folder: resolve(state), logs: log, now: () => new Date() })
  },
  async 'rotate-key'({ language, out }) {
    const { rotateWrappingKey } = await import('../privacy/rotate-wrapping-key.ts')
    return withDatabase(out, async ({ pool }, { keysFolder }) => {
      const { key, wrapped } = await rotateWrappingKey(pool, keysFolder)
      out(
        language === 'zh'
          ? `已改用 ${key}.key，重新包装 ${wrapped} 把密钥。请备份 ${keysFolder}。`
          : `Now ${key}.key: ${wrapped} keys wrapped anew. Back up ${keysFolder}.`,
      )
      return 0
    })
  },
  async start() {
    await import('../main.ts')
    return Number(process.exitCode ?? 0)
  },
}

function usage(out: (line: string) => void, language: Language): number {
  out(help[language])
  return 2
}

async function withConfig(out: (line: string) => void, work: (config: Config) => Promise<number>): Promise<number> {
  const found = readConfig()
  if (found.outcome === 'config') return work(found.config)
  for (const { words } of found.problems) out(`${words.zh}\n${words.en}`)
  return 2
}

/** Ctrl-C ends the work in good order: what was half made is taken away again. */
function untilInterrupted(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupted = new AbortController()
  const stop = () => interrupted.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return work(interrupted.signal).finally(() => {
    process.removeListener('SIGINT', stop)
    process.removeListener('SIGTERM', stop)
  })
}

/** The login the restored database is to be served with: that of DATABASE_URL, where there is one. */
function serverLoginOf(database: Config['database']) {
  if (database.kind === 'embedded') return { login: 'guiju_server', password: null }
  const { username, password } = new URL(database.url)
  return { login: decodeURIComponent(username) || 'guiju_server', password: password === '' ? null : decodeURIComponent(password) }
}

type Opened = Awaited<ReturnType<typeof import('../database/open-database.ts')['openDatabase']>>

function withDatabase(out: (line: string) => void, work: (database: Opened, config: Config) => Promise<number>): Promise<number> {
  return withConfig(out, async (config) => {
    const [{ openDatabase }, { lookForKeysIn }] = await Promise.all([
      import('../database/open-database.ts'),
      import('../privacy/personal-values.ts'),
    ])
    lookForKeysIn(config.keysFolder)
    const database = await openDatabase(config.database, config.keysFolder)
    return work(database, config).finally(() => database.close())
  })
}

/** The house without its door: nothing listens, no worker runs. */
function withHouse(
  out: (line: string) => void,
  work: (house: Awaited<ReturnType<typeof import('../assemble.ts')['assemble']>>, config: Config, url: string) => Promise<number>,
  signerOf: (config: Config) => import('../log/signer/signer-client.ts').SignerPort | undefined = () => undefined,
): Promise<number> {
  return withDatabase(out, async ({ pool, sequencer, disposal, url }, config) => {
    const [{ assemble }, { makeLog }, { readReleaseFiles }, { readAnchorsFile }] = await Promise.all([
      import('../assemble.ts'),
      import('../http/log.ts'),
      import('../documents/read-release-files.ts'),
      import('../anchors/anchors-file.ts'),
    ])
    const { dataFolder, keysFolder, secure, trustProxy, requestsPerMinute, logLevel } = config
    const signer = signerOf(config)
    const house = await assemble({
      ...(signer && { signer }),
      anchors: await readAnchorsFile(config.anchorsFile),
      pool,
      sequencer,
      disposal,
      log: makeLog(logLevel),
      files: () => readReleaseFiles(root),
      dataFolder,
      keysFolder,
      secure,
      trustProxy,
      requestsPerMinute,
      signInsPerMinute: 1,
      webClient: '',
      pauseMs: 1000,
    })
    return work(house, config, url).finally(() => house.close())
  })
}

/** Reads a line without showing it. */
async function askHidden(prompt: string): Promise<string> {
  process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY })
  const answer = await lines.question('')
  lines.close()
  process.stderr.write('\n')
  return answer
}

async function run(args: string[]): Promise<number> {
  const out = (line: string) => console.log(line)
  let found: ReturnType<typeof read>
  try {
    found = read(args)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return usage(out, 'zh')
  }
  const { values, positionals } = found
  const language: Language = values.lang === 'en' ? 'en' : 'zh'
  const [command = '', ...operands] = positionals
  if (values.help === true) {
    out(values.lang === undefined ? `${help.zh}\n\n${help.en}` : help[language])
    return 0
  }
  const work = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (work === undefined) return usage(out, language)
  return work({ command, operands, values, language, out }).catch((error: unknown) => {
    console.error(values.trace === true ? error : sayFault(error))
    // Whatever it had opened keeps the process no longer.
    return process.exit(1)
  })
}

process.exitCode = await run(process.argv.slice(2))
