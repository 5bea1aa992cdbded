import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** Which rooms and packages each room may name. Anything else is a new decision: write it down in docs/decisions first. */
const mayName: Readonly<Record<string, readonly RegExp[]>> = {
  engine: [/^engine\//, /^(xstate|yaml|ajv|re2js|@marcbachmann\/cel-js|decimal\.js|temporal-polyfill)(\/|$)/, /^node:crypto$/],
  records: [/^records\//, /^#engine$/, /^canonicalize$/, /^node:crypto$/],
  'server/web': [
    /^server\/web\//,
    /^server\/http\/api\//,
    /^(react|react-dom|react-router|antd|@ant-design\/icons|@tanstack\/react-query|@cfworker\/json-schema|decimal\.js|temporal-polyfill|dayjs|typebox|@simplewebauthn\/browser|vite|@vitejs\/plugin-react)(\/|$)/,
    /^node:(path|url)$/,
  ],
}

type Import = Readonly<{ file: string; line: number; names: string }>

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/^server\/(web|verifier)\/dist\//.test(file) && !file.includes('node_modules'))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  for (const match of text.matchAll(
    /^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  )) {
    const name = match[1] ?? match[2] ?? match[3] ?? ''
    const named = name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name
    found.push({ file, line: text.slice(0, match.index).split('\n').length, names: named })
  }
  return found
}

const roomOf = (file: string) => Object.keys(mayName).find((room) => file.startsWith(`${room}/`))
const sources = ['engine', 'records', 'server'].flatMap(filesBelow)

describe('the arrows between the rooms', () => {
  for (const [room, allowed] of Object.entries(mayName))
    it(`${room} names only what it may`, () => {
      const wrong = sources
        .filter((file) => roomOf(file) === room)
        .flatMap(importsOf)
        .filter(({ names }) => !allowed.some((pattern) => pattern.test(names)))
      expect(wrong.map(({ file, line, names }) => `${file}:${line} names ${names}`)).toEqual([])
    })

  it('the web client is named by nobody, and takes nothing but types from the shapes of the API', () => {
    const intruders = sources
      .filter((file) => !file.startsWith('server/web/'))
      .flatMap(importsOf)
      .filter(({ names }) => names.startsWith('server/web/') && !names.endsWith('vite.config.ts'))
    expect(intruders).toEqual([])
    const untyped = sources
      .filter((file) => file.startsWith('server/web/'))
      .flatMap((file) =>
        [...readFileSync(join(root, file), 'utf8').matchAll(/^import (?!type\b).*http\/api\/.*$/gm)].map((match) => `${file}: ${match[0]}`),
      )
    expect(untyped).toEqual([])
  })

  it('rooms are entered by their door: nobody reaches past #engine or #records', () => {
    const reaching = sources
      .filter((file) => file.startsWith('server/') || file.startsWith('records/'))
      .flatMap(importsOf)
      .filter(({ file, names }) => names.startsWith('engine/') || (names.startsWith('records/') && !file.startsWith('records/')))
    expect(reaching.map(({ file, line, names }) => `${file}:${line} names ${names}`)).toEqual([])
  })
})

describe('the pure rooms', () => {
  const pure = sources.filter((file) => /^(engine|records)\//.test(file))
  const worldly = [
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /\bTemporal\.Now\b/,
    /\bMath\.random\b/,
    /\brandom(UUID|Bytes|FillSync)\b/,
    /\bprocess\.(env|argv|cwd|hrtime)\b/,
    /\bperformance\.now\b/,
    /\bsetTimeout\b/,
    /\bfetch\(/,
  ]

  it('read no clock, roll no dice and know no environment', () => {
    const found = pure.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      return worldly.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern}`)
    })
    expect(found).toEqual([])
  })
})

describe('no document is known by name', () => {
  it('engine and server hold no code of a procedure, work instruction or record form', () => {
    const code = /['"`](QP-\d{2}|WI-\d{2}-\d{2}|QR-\d{2}-\d{2})\b/
    // The demonstration plays its documents' parts, as a person would; it is data for a tour, not part of the product's logic.
    const exempt = /^server\/commands\/demonstration\//
    const found = sources
      .filter((file) => !exempt.test(file) && !/\.generated\.ts$/.test(file))
      .flatMap((file) =>
        readFileSync(join(root, file), 'utf8')
          .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
          .split('\n')
          .map((line, index) => ({ line: line.replace(/\/\/.*$/, ''), at: `${file}:${index + 1}` })),
      )
      .filter(({ line }) => code.test(line))
    expect(found.map(({ at }) => at)).toEqual([])
  })
})

describe('the shell', () => {
  it('reads the environment in one place', () => {
    const readers = sources.filter(
      (file) =>
        file.startsWith('server/') &&
        !file.startsWith('server/web/') &&
        file !== 'server/config.ts' &&
        /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(readers).toEqual([])
  })
})
