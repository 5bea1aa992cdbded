import type { Rule } from '../rules/rule.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'

/** A rule of a form or a step could not give its value. `decide` turns it into a rejection; it never leaves the engine. */
export class RuleStopped extends Error {
  override readonly name = 'RuleStopped'
  readonly rule: string
  override readonly cause: RuleReadsUnset | RuleFault
  constructor(rule: string, cause: RuleReadsUnset | RuleFault) {
    super(cause.message, { cause })
    this.rule = rule
    this.cause = cause
  }
}

/** The value of a rule; throws RuleStopped, which remembers the rule, where it has none. */
export function ask(rule: Rule, scope: RuleScope): unknown {
  try {
    return rule.evaluate(scope)
  } catch (cause) {
    if (cause instanceof RuleReadsUnset || cause instanceof RuleFault) throw new RuleStopped(rule.source, cause)
    throw cause
  }
}

/** Whether a condition holds; one that is not there does. */
export function holds(rule: Rule | null, scope: RuleScope): boolean {
  return rule === null || ask(rule, scope) === true
}
