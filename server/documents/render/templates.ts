import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import type { Language, TextFile, Words } from '#engine'
import type { Face } from './face.ts'

/**
 * The templates of one baseline. A form is drawn by the template whose file name begins with its code
 * (`QR-08-04-scoring-sheet.hbs`), else by the base layout: nothing here knows a form.
 */
export type Templates = Readonly<{
  /** Restricted HTML of a face. @throws where a template names what the face does not have. */
  draw(face: Face, language: Language): string
  /** Restricted HTML of a sheet that is no record, by the template of that name. @throws as `draw` does. */
  drawSheet(file: string, sheet: object, language: Language): string
  /** Files a form's look is made of, relative to the folder: template, layout and partials it reaches, and the two styles. */
  filesFor(formCode: string): readonly string[]
  /** Typst functions that lay out the restricted HTML on paper. */
  typst: string
  /** Style of the same HTML on a page. */
  css: string
}>

const BASE = 'layouts/base.hbs'
const RELEASED = 'templates/'
const STYLES = { typst: 'record.typ', css: 'record.css' } as const

/** Reads a folder of templates. @throws where the base layout or a style is missing, or a template does not parse. */
export async function readTemplates(folder: string): Promise<Templates> {
  const found = await readdir(folder, { recursive: true })
  const wanted = found
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(hbs|typ|css)$/.test(file))
    .sort()
  return makeTemplates(new Map(await Promise.all(wanted.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const))))
}

/** The templates among the files of a release, so that a baseline draws as it did that day. */
export function templatesAmong(files: readonly TextFile[]): Templates {
  const own = files.filter(({ file }) => file.startsWith(RELEASED))
  return makeTemplates(new Map(own.map(({ file, text }) => [file.slice(RELEASED.length), text] as const)))
}

/** Templates from their texts, by file name relative to the folder; so a baseline can draw as it did that day. */
export function makeTemplates(files: ReadonlyMap<string, string>): Templates {
  const handlebars = Handlebars.create()
  const parsed = new Map([...files].filter(([file]) => file.endsWith('.hbs')).map(([file, text]) => [file, parse(file, text)]))
  for (const [name, helper] of Object.entries(helpers)) handlebars.registerHelper(name, helper)
  const options = {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
  }
  for (const [file, ast] of parsed) handlebars.registerPartial(partialName(file), handlebars.compile(ast, options))
  const chosen = (code: string) => [...parsed.keys()].find((file) => file.startsWith(`${code}-`) || file === `${code}.hbs`) ?? BASE
  const drawers = new Map<string, HandlebarsTemplateDelegate>()
  const drawn = (file: string, subject: string, sheet: object, language: Language): string => {
    const drawer = drawers.get(file) ?? handlebars.compile(required(parsed, file), options)
    drawers.set(file, drawer)
    try {
      return drawer({ ...sheet, language, zh: language === 'zh' })
    } catch (error) {
      throw new Error(`Expected ${file} to draw ${subject}, but: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
  return {
    draw(face, language) {
      const parts = Object.fromEntries([...face.sections, ...face.others].map((section) => [section.key, section]))
      return drawn(chosen(face.form.code), face.form.code, { ...face, parts }, language)
    },
    drawSheet: (file, sheet, language) => drawn(file, 'a sheet', sheet, language),
    filesFor: (code) => [...new Set([...reached(chosen(code), parsed), ...Object.values(STYLES)])].sort(),
    typst: required(files, STYLES.typst),
    css: required(files, STYLES.css),
  }
}

const helpers = {
  /** The words in the language of the sheet. */
  first: (words: Words, { data }: Handlebars.HelperOptions) => words[data.root.language === 'en' ? 'en' : 'zh'],
  /** The words in the other language, which stand small beside. */
  second: (words: Words, { data }: Handlebars.HelperOptions) => words[data.root.language === 'en' ? 'zh' : 'en'],
  /** Counting from one. */
  ordinal: (index: number) => index + 1,
  is: (one: unknown, other: unknown) => one === other,
  /** The paragraphs of a text, as its lines were written. */
  lines: ({ zh, en }: Words): readonly Words[] => {
    const other = en.split('\n')
    return zh.split('\n').map((line, at) => ({ zh: line, en: other[at] ?? line }))
  },
  /** Whether any words stand there. */
  said: (words: Words) => words.zh !== '' || words.en !== '',
}

/** Parses and looks for what templates may not do: print a value unescaped. */
function parse(file: string, text: string): hbs.AST.Program {
  if (/\{\{\{|\{\{~?&/.test(text)) throw new Error(`Expected ${file} to escape every value, but it prints one as it stands`)
  return Handlebars.parse(text)
}

function partialName(file: string): string {
  return file.replace(/^partials\//, '').replace(/\.hbs$/, '')
}

function reached(file: string, parsed: ReadonlyMap<string, hbs.AST.Program>, seen = new Set<string>()): ReadonlySet<string> {
  const ast = parsed.get(file)
  if (ast === undefined || seen.has(file)) return seen
  seen.add(file)
  const byName = new Map([...parsed.keys()].map((each) => [partialName(each), each]))
  for (const name of partialsIn(ast)) reached(byName.get(name) ?? '', parsed, seen)
  return seen
}

/** Names of all partials a program calls, at any depth. */
function partialsIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  const { type, name } = node as { type?: unknown; name?: { original?: unknown } }
  const own = (type === 'PartialStatement' || type === 'PartialBlockStatement') && typeof name?.original === 'string' ? [name.original] : []
  return [...own, ...Object.values(node).flatMap(partialsIn)]
}

function required<T>(from: ReadonlyMap<string, T>, file: string): T {
  const found = from.get(file)
  if (found === undefined) throw new Error(`Expected ${file} among the templates, but it is not there`)
  return found
}
