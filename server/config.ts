import { join, resolve } from 'node:path'
import type { Words } from '#engine'
import type { DatabaseChoice } from './database/open-database.ts'

/** How this process runs. Made from the environment once, here and nowhere else. */
export type Config = Readonly<{
  database: DatabaseChoice
  /** Folder of everything this installation keeps outside a given database. */
  dataFolder: string
  /** Folder of the keys that must not stand in the database. */
  keysFolder: string
  /** Names who takes the checkpoints of the log; it may be missing. */
  anchorsFile: string
  /** A signer that runs elsewhere; null: one runs beside the server. */
  signerSocket: string | null
  host: string
  port: number
  /** Where browsers reach this house; null: passkeys work at http://localhost alone. */
  publicUrl: string | null
  /** Behind TLS: cookies are Secure and browsers are told to stay with it. */
  secure: boolean
  /** Whether the addresses a proxy in front names are believed. */
  trustProxy: boolean
  requestsPerMinute: number
  /** Hour of the organisation's day from which everything is compared each night. */
  assuranceHour: number
  logLevel: LogLevel
}>

export type LogLevel = (typeof logLevels)[number]
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type ConfigProblem = Readonly<{ variable: string; words: Words }>
export type ConfigRead = Readonly<{ outcome: 'config'; config: Config } | { outcome: 'wrong'; problems: readonly ConfigProblem[] }>

/** Every variable the program listens to, for `--help` and docs/operating.md. */
export const variables: Readonly<Record<string, Words>> = {
  DATABASE_URL: {
    zh: '应用程序账号的数据库地址；不设则使用内置数据库',
    en: 'database of the application login; unset: the embedded database',
  },
  READER_DATABASE_URL: {
    zh: '只读、按鉴定所限定的账号的数据库地址；不设则为应用程序账号名加 _reader，密码相同',
    en: 'database of the login that reads centre by centre; unset: the application login with _reader behind it, same password',
  },
  SEQUENCER_DATABASE_URL: {
    zh: '只写日志的账号的数据库地址，须直连；不设则加 _sequencer',
    en: 'database of the login that appends to the log, a direct connection; unset: with _sequencer behind it',
  },
  DISPOSAL_DATABASE_URL: {
    zh: '只做销毁的账号的数据库地址；不设则加 _disposal',
    en: 'database of the login that disposes; unset: with _disposal behind it',
  },
  DATABASE_ADMIN_URL: { zh: '管理账号的数据库地址，只用于 guiju migrate', en: 'database of the admin login, for guiju migrate alone' },
  DATA_FOLDER: { zh: '内置数据库的目录，默认 ./data', en: 'folder of the embedded database, ./data unless set' },
  KEYS_FOLDER: { zh: '密钥目录，默认 DATA_FOLDER 下的 keys', en: 'folder of the keys, keys in DATA_FOLDER unless set' },
  SIGNER_SOCKET: {
    zh: '另行运行的日志签署进程的套接字；不设则由服务器启动一个',
    en: 'socket of a signer of the log that runs elsewhere; unset: the server starts one',
  },
  ANCHORS_FILE: {
    zh: '锚定设置（见证人、只写目录、时间戳），默认为 DATA_FOLDER 中的 anchors.yaml',
    en: 'who takes the checkpoints (witnesses, directories, time stamps), anchors.yaml in DATA_FOLDER unless set',
  },
  HOST: { zh: '监听地址，默认 127.0.0.1', en: 'address to listen on, 127.0.0.1 unless set' },
  PORT: { zh: '监听端口，默认 3000', en: 'port to listen on, 3000 unless set' },
  PUBLIC_URL: {
    zh: '浏览器访问本系统的地址（https），通行密钥须有它；不设则通行密钥只用于 http://localhost',
    en: 'address browsers reach this house at (https), needed for passkeys; unset: passkeys work at http://localhost alone',
  },
  SECURE: { zh: 'true 表示前面有 TLS', en: 'true where TLS stands in front' },
  TRUST_PROXY: { zh: 'true 表示相信代理给出的来源地址', en: 'true where the client addresses a proxy names are believed' },
  REQUESTS_PER_MINUTE: { zh: '每个来源地址每分钟的请求上限，默认 600', en: 'requests an address may send in a minute, 600 unless set' },
  ASSURANCE_HOUR: {
    zh: '每夜全面比对从几点起，机构当地时间，默认 2',
    en: "hour, in the organisation's time, from which everything is compared each night, 2 unless set",
  },
  LOG_LEVEL: { zh: `日志级别：${logLevels.join('、')}`, en: `level of the log: ${logLevels.join(', ')}` },
}

/** Reads the configuration. All that is wrong is said at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): ConfigRead {
  const problems: ConfigProblem[] = []
  const wrong = (variable: string, zh: string, en: string) =>
    problems.push({ variable, words: { zh: `${variable}：应为${zh}。`, en: `Expected ${variable} to be ${en}.` } })
  const given = (variable: string) => {
    const text = environment[variable]?.trim()
    return text === undefined || text === '' ? undefined : text
  }
  const integer = (variable: string, usual: number, lowest: number, highest: number): number => {
    const text = given(variable)
    if (text === undefined) return usual
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (number >= lowest && number <= highest) return number
    wrong(variable, ` ${lowest} 到 ${highest} 的整数，但它是“${text}”`, `a whole number from ${lowest} to ${highest}, but it is "${text}"`)
    return usual
  }
  const yesNo = (variable: string): boolean => {
    const text = given(variable) ?? 'false'
    if (text !== 'true' && text !== 'false') wrong(variable, ` true 或 false，但它是“${text}”`, `true or false, but it is "${text}"`)
    return text === 'true'
  }
  const databaseUrl = (variable: string): string | undefined => {
    const text = given(variable)
    // The address may carry a password: it is never repeated in a message.
    if (text !== undefined && !/^postgres(ql)?:\/\//.test(text))
      wrong(variable, '以 postgresql:// 开头的地址', 'an address that begins with postgresql://')
    return text
  }

  const publicUrl = (): string | null => {
    const text = given('PUBLIC_URL')
    if (text === undefined) return null
    // Browsers keep passkeys to names under TLS; the one exception is this very machine.
    if (URL.canParse(text) && /^(https:|http:\/\/localhost(:\d+)?\/?$)/.test(text)) return new URL(text).origin
    wrong('PUBLIC_URL', ` https 地址，但它是“${text}”`, `an https address, but it is "${text}"`)
    return null
  }

  const url = databaseUrl('DATABASE_URL')
  const adminUrl = databaseUrl('DATABASE_ADMIN_URL')
  const [reader, sequencer, disposal] = [
    databaseUrl('READER_DATABASE_URL'),
    databaseUrl('SEQUENCER_DATABASE_URL'),
    databaseUrl('DISPOSAL_DATABASE_URL'),
  ]
  const beside = { ...(reader && { reader }), ...(sequencer && { sequencer }), ...(disposal && { disposal }) }
  if (url === undefined && adminUrl !== undefined)
    wrong('DATABASE_URL', '与 DATABASE_ADMIN_URL 一同设置', 'set together with DATABASE_ADMIN_URL')
  const dataFolder = resolve(given('DATA_FOLDER') ?? 'data')
  const level = given('LOG_LEVEL') ?? 'info'
  const logLevel = logLevels.find((one) => one === level)
  if (logLevel === undefined)
    wrong('LOG_LEVEL', ` ${logLevels.join('、')} 之一，但它是“${level}”`, `one of ${logLevels.join(', ')}, but it is "${level}"`)

  const config: Config = {
    database: url === undefined ? { kind: 'embedded', folder: dataFolder } : { kind: 'given', url, adminUrl: adminUrl ?? null, beside },
    dataFolder,
    anchorsFile: resolve(given('ANCHORS_FILE') ?? join(dataFolder, 'anchors.yaml')),
    keysFolder: resolve(given('KEYS_FOLDER') ?? join(dataFolder, 'keys')),
    signerSocket: given('SIGNER_SOCKET') ?? null,
    host: given('HOST') ?? '127.0.0.1',
    port: integer('PORT', 3000, 0, 65_535),
    publicUrl: publicUrl(),
    secure: yesNo('SECURE'),
    trustProxy: yesNo('TRUST_PROXY'),
    requestsPerMinute: integer('REQUESTS_PER_MINUTE', 600, 1, 1_000_000),
    assuranceHour: integer('ASSURANCE_HOUR', 2, 0, 23),
    logLevel: logLevel ?? 'info',
  }
  return problems.length === 0 ? { outcome: 'config', config } : { outcome: 'wrong', problems }
}
