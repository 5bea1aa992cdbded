import type { ASTNode, Environment } from '@marcbachmann/cel-js'

type Checker = Readonly<{
  check(node: ASTNode, context: unknown): unknown
  getType(name: string): unknown
  createError(code: string, message: string, node: ASTNode): Error
}>
type Evaluator = Readonly<{ run(node: ASTNode, context: RuleContext): unknown }>
type RuleContext = Readonly<{ getValue(name: string): unknown }>
type Macro = Readonly<{ args: readonly [ASTNode] }>

/**
 * `filled(x)`, `filled(relation.x)`, `filled(row.column)`: whether the field has a value. Unlike CEL's `has` it takes a
 * plain name, and an unset owner on the way makes it false instead of an error.
 */
export function registerFilled(cel: Environment): void {
  cel.registerFunction('filled(ast): bool', ({ args }: Macro) => ({
    args,
    async: false,
    typeCheck(checker: Checker, macro: Macro, context: unknown) {
      if (pathOf(macro.args[0]) === undefined)
        throw checker.createError('invalid_macro_argument', 'filled() takes the name of a field', macro.args[0])
      checker.check(macro.args[0], context)
      return checker.getType('bool')
    },
    evaluate: (_evaluator: Evaluator, macro: Macro, context: RuleContext) => valueAt(pathOf(macro.args[0]) ?? [], context) !== undefined,
  }))
}

/** The names of `a.b.c`; `undefined` for any other expression. */
export function pathOf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return [node.args]
  if (node.op !== '.') return undefined
  const owner = pathOf(node.args[0])
  return owner === undefined ? undefined : [...owner, node.args[1]]
}

function valueAt([root, ...keys]: readonly string[], context: RuleContext): unknown {
  let value = root === undefined ? undefined : context.getValue(root)
  // Everything with named parts is a Map in a rule's scope, so no name reaches a prototype.
  for (const key of keys) value = value instanceof Map ? value.get(key) : undefined
  return value
}
