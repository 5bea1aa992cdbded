import { type Document, isAlias, isCollection, isMap, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Diagnostic } from '../diagnostic.ts'
import type { Locate } from '../library.ts'

/** Larger files are not read: a controlled document is some tens of kilobytes. */
export const maximumBytes = 256 * 1024

/** The plain value of a YAML text and the way back to places in it, or what is wrong with the text. */
export type YamlReading = Readonly<{ value: unknown; locate: Locate; diagnostics?: undefined } | { diagnostics: readonly Diagnostic[] }>

/** Reads YAML 1.2 (core schema): one document, unique keys, no aliases, no tags of its own, no NUL. */
export function readYaml(file: string, text: string): YamlReading {
  const bytes = new TextEncoder().encode(text).length
  if (bytes > maximumBytes) return wrong({ code: 'file-too-large', file, line: 1, column: 1, details: { bytes, most: maximumBytes } })
  const bad = unprintable(text)
  if (bad !== undefined) return wrong({ code: 'not-yaml', file, ...bad, details: { reason: 'control character or half a surrogate pair' } })
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    stringKeys: true,
    lineCounter: lines,
  })
  const place = (offset: number) => position(lines, offset)
  const problems = [...document.errors, ...document.warnings].map((error): Diagnostic => {
    const code = error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'not-yaml'
    return { code, file, ...place(error.pos[0]), details: { reason: firstLine(error.message) } }
  })
  if (problems.length > 0) return { diagnostics: problems }
  const aliases = aliasesIn(document).map(
    (alias): Diagnostic => ({ code: 'alias-not-allowed', file, ...place(alias.offset), details: { alias: alias.name } }),
  )
  if (aliases.length > 0) return { diagnostics: aliases }
  return { value: document.toJS({ maxAliasCount: 0 }), locate: locator(document, place) }
}

function wrong(diagnostic: Diagnostic): YamlReading {
  return { diagnostics: [diagnostic] }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message
}

function unprintable(text: string): { line: number; column: number } | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters no document may hold
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u.exec(text)
  if (found === null) return undefined
  const before = text.slice(0, found.index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function aliasesIn(document: Document.Parsed): { name: string; offset: number }[] {
  const found: { name: string; offset: number }[] = []
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) found.push({ name: node.source, offset: node.range?.[0] ?? 0 })
    },
  })
  return found
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

/** A scalar is found where it stands, a mapping or list where its key stands; a missing place at its nearest owner. */
function locator(document: Document.Parsed, place: (offset: number) => { line: number; column: number }): Locate {
  return (path, at) => {
    let node: unknown = document.contents
    let offset = startOf(node) ?? 0
    for (const [depth, segment] of path.entries()) {
      const child = childOf(node, segment)
      if (child === undefined) break
      node = child.value
      const byKey = isCollection(node) || (at === 'key' && depth === path.length - 1)
      offset = (byKey ? child.key : undefined) ?? startOf(node) ?? child.key ?? offset
    }
    return place(offset)
  }
}

function childOf(node: unknown, segment: string | number): { key: number | undefined; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(segment))
    return pair === undefined ? undefined : { key: startOf(pair.key), value: pair.value }
  }
  if (isCollection(node) && typeof segment === 'number') {
    const item: unknown = node.items[segment]
    return item === undefined ? undefined : { key: startOf(item), value: item }
  }
  return undefined
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0]
}
