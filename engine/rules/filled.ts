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
 * `filled(x)`, `filled(relation.x)`, `filled(row.column)`, `filled(registers.x.at(key).column)`: whether the field has a
 * value. Unlike CEL's `has` it takes a plain name, and an unset owner on the way makes it false instead of an error.
 */
export function registerFilled(cel: Environment): void {
  cel.registerFunction('filled(ast): bool', ({ args }: Macro) => ({
    args,
    async: false,
    typeCheck(checker: Checker, macro: Macro, context: unknown) {
      if (!namesField(macro.args[0]))
        throw checker.createError('invalid_macro_argument', 'filled() takes the name of a field', macro.args[0])
      checker.check(macro.args[0], context)
      return checker.getType('bool')
    },
    evaluate: (evaluator: Evaluator, macro: Macro, context: RuleContext) => valueAt(macro.args[0], evaluator, context) !== undefined,
  }))
}

/** The names of `a.b.c`; `undefined` for any other expression. */
export function pathOf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return [node.args]
  if (node.op !== '.') return undefined
  const owner = pathOf(node.args[0])
  return owner === undefined ? undefined : [...owner, node.args[1]]
}

/** Whether an expression finds a row of a register by its key. */
export function isRowOfRegister(node: ASTNode): node is ASTNode & { op: 'rcall' } {
  return node.op === 'rcall' && node.args[0] === 'at' && node.args[2].length === 1 && pathOf(node.args[1])?.length === 2
}

function namesField(node: ASTNode): boolean {
  if (node.op !== '.') return node.op === 'id'
  return isRowOfRegister(node.args[0]) || namesField(node.args[0])
}

function valueAt(node: ASTNode, evaluator: Evaluator, context: RuleContext): unknown {
  if (node.op === 'id') return context.getValue(node.args)
  if (node.op !== '.') return evaluator.run(node, context)
  const owner = valueAt(node.args[0], evaluator, context)
  // Everything with named parts is a Map in a rule's scope, so no name reaches a prototype.
  return owner instanceof Map ? owner.get(node.args[1]) : undefined
}
