import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Rejection, SubjectValues, Values, Words } from '#engine'

/** A refusal a story expects: its code, and, where it matters, the Chinese words of the rule or the field named. */
export type Refusal = Rejection['code'] | Readonly<{ code: Rejection['code']; words?: string; field?: string }>

/**
 * One line of a story: on a day, someone opens a case, takes a step, or time passes. What is expected stands beside it.
 * `in`: the name of the case, the first one unless said. `and`: the second person, who signs the same day.
 */
export type Line = Readonly<{
  on: string
  /** Clock time at the organisation, e.g. "08:20", where the hour matters. */
  at?: string
  open?: string
  as?: string
  subject?: SubjectValues
  /** What the house hands over where it opens the case itself; such a story is played by the engine alone. */
  given?: Values
  in?: string
  take?: string
  /** Step the second person signs on another day. */
  countersign?: string
  by?: string
  and?: string
  with?: Readonly<Record<string, unknown>>
  /** State of the case after the line. */
  then?: string
  refused?: Refusal
  /** Document → name under which the story speaks of the case this line started; a list where it started several. */
  started?: Readonly<Record<string, string | readonly string[]>>
  /** Step the engine took since the line before. */
  happened?: string
  /** Steps another case has asked this one to take. */
  demanded?: readonly string[]
  late?: boolean
  values?: Readonly<Record<string, unknown>>
}>

/** Register → key → columns, as a register holds them. */
export type RegisterRows = Readonly<Record<string, Readonly<Record<string, Values>>>>

export type Story = Readonly<{
  file: string
  title: Words
  /** Rows that stand in registers before the first line; such a story is played by the engine alone, for nothing sealed them. */
  registers?: RegisterRows
  lines: readonly Line[]
  /** How each case ends: its state, and how many records it has. */
  ends: Readonly<Record<string, Readonly<{ state: string; records?: number }>>>
}>

const folder = fileURLToPath(new URL('../stories/', import.meta.url))

/** Who plays: name → roles. */
export const people: Readonly<Record<string, readonly string[]>> = parse(readFileSync(`${folder}people.yaml`, 'utf8'))

/** Sheets that are filled in again and again, by name: data.yaml, and data-<field of work>.yaml beside it. */
const sheets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = Object.assign(
  {},
  ...globSync('data*.yaml', { cwd: folder }).map((file) => parse(readFileSync(folder + file, 'utf8'))),
)

/** What a line says was entered: the sheet it uses, with what it says itself. */
export function enteredIn({ with: entered = {} }: Line): Readonly<Record<string, unknown>> {
  const { use, ...own } = entered
  if (use === undefined) return own
  const sheet = sheets[String(use)]
  if (sheet === undefined) throw new Error(`Expected a sheet ${String(use)} in data*.yaml, but there is none`)
  return { ...sheet, ...own }
}

/** The stories of test/procedures/stories, in the order of their names. */
export const stories: readonly Story[] = globSync('*.yaml', { cwd: folder })
  .filter((file) => file !== 'people.yaml' && !file.startsWith('data'))
  .toSorted()
  .map((file) => withPreludes(file, parse(readFileSync(folder + file, 'utf8'), { merge: true })))

/**
 * `after: [licensed-centre]`: the lines of preludes/licensed-centre.yaml come first, for what a story takes for granted has to have
 * happened. A prelude's cases are known by the names it gives them.
 */
function withPreludes(file: string, { after = [], ...story }: Omit<Story, 'file'> & Readonly<{ after?: readonly string[] }>): Story {
  const preludes = after.map(
    (name): Pick<Story, 'lines' | 'registers'> => parse(readFileSync(`${folder}preludes/${name}.yaml`, 'utf8'), { merge: true }),
  )
  const laid = [...preludes, story].flatMap(({ registers }) => (registers === undefined ? [] : [registers]))
  const lines = [...preludes.flatMap((prelude) => linesWithCase(prelude.lines)), ...linesWithCase(story.lines)]
  return { ...story, file, lines, ...(laid.length === 0 ? {} : { registers: Object.assign({}, ...laid) }) }
}

/** Every line names its case: the first one its file opens, unless it says another. */
function linesWithCase(lines: readonly Line[]): readonly Line[] {
  const first = lines.find(({ as }) => as !== undefined)?.as ?? ''
  return lines.map((line) => (line.open === undefined ? { in: first, ...line } : line))
}
