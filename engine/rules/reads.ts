import type { ASTNode } from '@marcbachmann/cel-js'
import { oneName } from './exact-source.ts'
import { isRowOfRegister } from './filled.ts'

/** A place a rule reads, as names: ['onsite', 'total'], ['scores', '*', 'score'] for a column of every row. */
export type Path = readonly string[]

/**
 * `sure`: the rule has made certain by `filled` that the place has a value before it reads it. `filled`: all places it
 * has made certain of by then, dotted.
 */
export type Read = Readonly<{ path: Path; offset: number; sure: boolean; filled: ReadonlySet<string> }>

export type Reading = Readonly<{
  reads: readonly Read[]
  /** Places asked for by `filled`. */
  tests: readonly Path[]
  /** Places that are filled whenever the expression is true, dotted. */
  assures: ReadonlySet<string>
}>

/** What is known to be filled when an expression is true, and when it is false. */
type Known = ReadonlySet<string>
type Outcome = Readonly<{ whenTrue: Known; whenFalse: Known /** Where the value comes from, if it is a place. */; place?: Place }>
/** `filled`: columns that every row at this place is known to have (after a filter). */
type Place = Readonly<{ path: Path; filled: Known }>
/** A variable over a list that is no place (a literal, a sum of lists) has a mark of its own instead. */
type Bound = ReadonlyMap<string, Place | string>
/** Rows of two variables over one list are different rows: each binding marks its rows `*1`, `*2` … while it is analysed. */
const anyRow = (path: Path): Path => path.map((name) => name.replaceAll(/(\w)\*\d+/g, '$1').replaceAll(/\*\d+/g, '*'))

const nothing: Known = new Set()
const unknown: Outcome = { whenTrue: nothing, whenFalse: nothing }

/** Every read of an expression, with what `filled(...)` guards: through `&&`, `||`, `!`, `?:` and the list macros. */
export function readsOf(node: ASTNode): Reading {
  const reads: Read[] = []
  const tests: Path[] = []
  const { whenTrue } = analyse(node, { reads, tests, known: nothing, bound: new Map(), bindings: { count: 0 } })
  return { reads, tests, assures: new Set([...whenTrue].filter((name) => !name.includes('*'))) }
}

type Walk = Readonly<{ reads: Read[]; tests: Path[]; known: Known; bound: Bound; bindings: { count: number } }>

function analyse(node: ASTNode, walk: Walk): Outcome {
  switch (node.op) {
    case 'value':
      return unknown
    case 'id':
    case '.':
      return readPlace(node, walk)
    case '[]':
      return elementOf(node, walk)
    case '!_': {
      const { whenTrue, whenFalse } = analyse(node.args, walk)
      return { whenTrue: whenFalse, whenFalse: whenTrue }
    }
    case '&&':
    case '||':
      return bothSides(node.op, node.args, walk)
    case '?:':
      return branches(node.args, walk)
    case 'call':
      return call(node.args[0], node.args[1], walk)
    case 'rcall':
      if (isRowOfRegister(node)) return rowOfRegister(node, walk)
      return receiverCall(node.args[0], node.args[1], node.args[2], walk)
    default:
      for (const child of childrenOf(node)) analyse(child, walk)
      return unknown
  }
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'map') return node.args.flat()
  return Array.isArray(node.args) ? (node.args as unknown[]).flat().filter(isNode) : isNode(node.args) ? [node.args] : []
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value
}

/** The place a chain of names stands for, bound variables put back to the list they run over. */
function placeOf(node: ASTNode, bound: Bound): Path | undefined {
  if (node.op === 'id') {
    const place = bound.get(node.args)
    return place === undefined ? [node.args] : placed(place)?.path
  }
  if (node.op === '.') {
    const owner = placeOf(node.args[0], bound)
    return owner === undefined ? undefined : [...owner, node.args[1]]
  }
  if (node.op === '[]') {
    const owner = placeOf(node.args[0], bound)
    return owner === undefined ? undefined : [...owner, '*']
  }
  if (isRowOfRegister(node)) {
    const [, register, keys] = node.args
    const owner = placeOf(register, bound)
    return owner === undefined ? undefined : [...owner, `at(${keys.map((key) => textOf(key, bound)).join(', ')})`]
  }
  return undefined
}

/** An expression as text that is the same wherever it has the same value: a row of a register is told by its key. */
function textOf(node: ASTNode, bound: Bound): string {
  const place = placeOf(node, bound)
  if (place !== undefined) return place.join('.')
  const variable = node.op === 'id' ? bound.get(node.args) : undefined
  if (typeof variable === 'string') return variable
  if (node.op === 'value') return typeof node.args === 'string' ? `'${node.args}'` : String(node.args)
  const several = (nodes: readonly ASTNode[], between: string) => nodes.map((each) => textOf(each, bound)).join(between)
  if (node.op === 'call') return `${node.args[0]}(${several(node.args[1], ', ')})`
  if (node.op === 'rcall') return `${textOf(node.args[1], bound)}.${node.args[0]}(${several(node.args[2], ', ')})`
  if (node.op === '.') return `${textOf(node.args[0], bound)}.${node.args[1]}`
  return `(${several(childrenOf(node), ` ${node.op} `)})`
}

function placed(bound: Place | string | undefined): Place | undefined {
  return typeof bound === 'object' ? bound : undefined
}

function readPlace(node: ASTNode, walk: Walk): Outcome {
  const path = placeOf(node, walk.bound)
  if (path === undefined) {
    if (node.op === '.') analyse(node.args[0], walk)
    return unknown
  }
  if (node.op === 'id' && walk.bound.has(node.args))
    return { ...unknown, place: { path, filled: placed(walk.bound.get(node.args))?.filled ?? nothing } }
  noteIndexes(node, walk)
  if (path[0] !== oneName) walk.reads.push({ path: anyRow(path), offset: node.start, sure: isKnown(path, walk), filled: walk.known })
  return { ...unknown, place: { path, filled: nothing } }
}

/** `rows[i].x` reads `rows` and `i` too, `registers.x.at(key).y` its key. */
function noteIndexes(node: ASTNode, walk: Walk): void {
  if (node.op !== '.') return
  const owner = node.args[0]
  if (owner.op === '[]') elementOf(owner, walk)
  else if (isRowOfRegister(owner)) for (const key of owner.args[2]) analyse(key, walk)
  else noteIndexes(owner, walk)
}

function elementOf(node: ASTNode & { op: '[]' }, walk: Walk): Outcome {
  const list = analyse(node.args[0], walk)
  analyse(node.args[1], walk)
  return list.place === undefined ? unknown : { ...unknown, place: { path: [...list.place.path, '*'], filled: list.place.filled } }
}

/** A place asked for by `filled`, or a part of a person or file asked for: its parts are always there. */
function isKnown(path: Path, walk: Walk): boolean {
  return isAskedFor(path, walk) || (path.length > 2 && isAskedFor(path.slice(0, -1), walk))
}

function isAskedFor(path: Path, walk: Walk): boolean {
  if (walk.known.has(path.join('.'))) return true
  return [...walk.bound.values()].some((place) => typeof place === 'object' && isColumnOf(path, place.path, place.filled))
}

function isColumnOf(path: Path, row: Path, columns: Known): boolean {
  return row.every((name, place) => path[place] === name) && columns.has(path.slice(row.length).join('.'))
}

function bothSides(op: '&&' | '||', [left, right]: readonly [ASTNode, ASTNode], walk: Walk): Outcome {
  const first = analyse(left, walk)
  const second = analyse(right, { ...walk, known: walk.known.union(op === '&&' ? first.whenTrue : first.whenFalse) })
  return op === '&&'
    ? { whenTrue: first.whenTrue.union(second.whenTrue), whenFalse: first.whenFalse.intersection(second.whenFalse) }
    : { whenTrue: first.whenTrue.intersection(second.whenTrue), whenFalse: first.whenFalse.union(second.whenFalse) }
}

function branches([condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode], walk: Walk): Outcome {
  const asked = analyse(condition, walk)
  const whenYes = analyse(yes, { ...walk, known: walk.known.union(asked.whenTrue) })
  const whenNo = analyse(no, { ...walk, known: walk.known.union(asked.whenFalse) })
  return {
    whenTrue: asked.whenTrue.union(whenYes.whenTrue).intersection(asked.whenFalse.union(whenNo.whenTrue)),
    whenFalse: asked.whenTrue.union(whenYes.whenFalse).intersection(asked.whenFalse.union(whenNo.whenFalse)),
  }
}

function call(name: string, args: readonly ASTNode[], walk: Walk): Outcome {
  const [first] = args
  if ((name === 'filled' || name === 'has') && first !== undefined) {
    const path = placeOf(first, walk.bound)
    if (path === undefined) return unknown
    noteIndexes(first, walk)
    walk.tests.push(anyRow(path))
    return { whenTrue: new Set([path.join('.')]), whenFalse: nothing }
  }
  for (const arg of args) analyse(arg, walk)
  return unknown
}

const overRows: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** A row found by its key is a place like any other; its key is read as well. */
function rowOfRegister(node: ASTNode & { op: 'rcall' }, walk: Walk): Outcome {
  for (const key of node.args[2]) analyse(key, walk)
  const path = placeOf(node, walk.bound)
  return path === undefined ? unknown : { ...unknown, place: { path, filled: nothing } }
}

function receiverCall(name: string, receiver: ASTNode, args: readonly ASTNode[], walk: Walk): Outcome {
  const list = analyse(receiver, walk)
  const [variable, ...bodies] = args
  if (!overRows.has(name) || variable?.op !== 'id') {
    for (const arg of args) analyse(arg, walk)
    return unknown
  }
  walk.bindings.count += 1
  const mark = `*${walk.bindings.count}`
  const element: Place | undefined = list.place && { path: [...list.place.path, mark], filled: list.place.filled }
  let inner: Walk = { ...walk, bound: new Map([...walk.bound, [variable.args, element ?? `${variable.args}${mark}`]]) }
  let last = unknown
  for (const body of bodies) {
    last = analyse(body, inner)
    inner = { ...inner, known: inner.known.union(last.whenTrue) }
  }
  if (name !== 'filter' || list.place === undefined || element === undefined) return unknown
  return { ...unknown, place: { path: list.place.path, filled: list.place.filled.union(columnsOf(element.path, last.whenTrue)) } }
}

/** The columns of one row among the places known to be filled. */
function columnsOf(row: Path, known: Known): Known {
  const prefix = `${row.join('.')}.`
  return new Set([...known].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)))
}
