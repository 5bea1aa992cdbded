import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { RuleStopped } from '../form/rule-stopped.ts'
import { CalendarDate, InstantValue } from '../rules/date-values.ts'
import { Decimal } from '../rules/decimal.ts'
import type { Rule } from '../rules/rule.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import type { Words } from '../words.ts'
import type { Rejection } from './decision.ts'
import type { Question } from './facts.ts'

/** A rule that does not hold, with the values it read, so that the person sees why. */
export function ruleNotMet({ procedure }: Question, step: CompiledStep, rule: Rule, words: Words, scope: RuleScope): Rejection {
  const reads = rule.reads
    .filter(([name = '']) => name !== 'tables' && name !== 'lists')
    .map((path) => ({
      field: path.filter((name) => name !== '*').join('.'),
      value: isSensitive(procedure, path[0] ?? '') ? null : shown(valueAt(scope, path)),
    }))
  return { code: 'rule-not-met', step: step.code, rule: rule.source, words, reads }
}

function isSensitive(procedure: CompiledProcedure, key: string): boolean {
  return [...procedure.forms.values()].some((form) =>
    [...form.parts.values()].some((part) => part.fields.get(key)?.field.sensitive !== undefined),
  )
}

function valueAt(scope: RuleScope, [root = '', ...keys]: readonly string[]): unknown {
  return keys.reduce<unknown>((owner, key) => (owner instanceof Map ? owner.get(key) : undefined), scope.get(root))
}

/** A single value as text; null for what is not filled in, or no single value. */
function shown(value: unknown): string | null {
  if (value instanceof CalendarDate || value instanceof InstantValue) return value.text
  if (value instanceof Decimal) return value.toFixed()
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value).slice(0, 200) : null
}

/** The rejection of a step whose rules could not be carried out; null where the cause is a fault of ours. */
export function stopped(step: string, cause: unknown): Rejection | null {
  const rule = cause instanceof RuleStopped ? cause.rule : ''
  const why = cause instanceof RuleStopped ? cause.cause : cause
  if (why instanceof RuleReadsUnset) return { code: 'rule-reads-unset-field', step, rule, field: why.path }
  if (!(why instanceof RuleFault)) return null
  const words = {
    zh: `规则无法计算（${faultWords[why.code].zh}），请检查填写的值。`,
    en: `A rule could not be carried out (${faultWords[why.code].en}): look at the values entered.`,
  }
  return { code: 'rule-not-met', step, rule, words, reads: [] }
}

const faultWords: Readonly<Record<RuleFault['code'], Words>> = {
  'division-by-zero': { zh: '除数为零', en: 'division by zero' },
  'empty-list': { zh: '清单为空', en: 'an empty list' },
  'out-of-range': { zh: '超出范围', en: 'out of range' },
  'not-a-decimal': { zh: '不是数字', en: 'not a number' },
  'not-an-integer': { zh: '不是整数', en: 'not a whole number' },
  evaluation: { zh: '值不合适', en: 'an unfit value' },
}
