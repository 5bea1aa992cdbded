import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { holds, RuleStopped } from '../form/rule-stopped.ts'
import type { Rule } from '../rules/rule.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { Rejection } from './decision.ts'
import type { Question } from './facts.ts'
import { ruleNotMet } from './rule-refusal.ts'

/** Names whose values come and go without anything happening to the case. */
const passing: ReadonlySet<string> = new Set(['today', 'now', 'actor', 'registers'])

/**
 * A rule that is false already, whatever the person would fill in: it reads nothing the step's own parts say and nobody's
 * contributions. A rule that cannot be answered yet decides nothing.
 */
export function ruledOut(question: Question, step: CompiledStep, scope: RuleScope): Rejection | null {
  return firstBroken(question, step, scope, new Set())
}

/** The same for everybody, until something happens to the case or to one it looks at: the day may still change the others. */
export function isRuledOutForNow(question: Question, step: CompiledStep, scope: RuleScope): boolean {
  return firstBroken(question, step, scope, passing) !== null
}

function firstBroken(question: Question, step: CompiledStep, scope: RuleScope, open: ReadonlySet<string>): Rejection | null {
  const own = new Set(['each', ...open, ...fieldsFilledBy(question.procedure, step)])
  const broken = step.rules.find(({ rule }) => namesIn(rule).every((name) => !own.has(name)) && isFalse(rule, scope))
  return broken === undefined ? null : ruleNotMet(question, step, broken.rule, broken.words, scope)
}

function namesIn({ reads, tests }: Rule): readonly string[] {
  return [...reads, ...tests].map(([name = '']) => name)
}

function fieldsFilledBy({ forms }: CompiledProcedure, { records }: CompiledStep): readonly string[] {
  return records.flatMap(({ form, part }) => [...(forms.get(form)?.parts.get(part)?.fields.keys() ?? [])])
}

function isFalse(rule: Rule, scope: RuleScope): boolean {
  try {
    return !holds(rule, scope)
  } catch (cause) {
    if (cause instanceof RuleStopped) return false
    throw cause
  }
}
