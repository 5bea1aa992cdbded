import type { Rule } from '../rules/rule.ts'
import type { CompiledStep } from './compiled-procedure.ts'

/** Every compiled expression of a step. */
export function rulesOfStep(step: CompiledStep): readonly Rule[] {
  const { actors, rules, second, waits, starts, sends, automatic, fills } = step
  const timer = automatic?.timer
  const found = [
    ...(actors.kind === 'each' ? [actors.of] : actors.roles.map(({ when }) => when)),
    ...rules.map(({ rule }) => rule),
    second?.when,
    ...waits.map(({ when }) => when),
    ...starts.flatMap(({ when, onePer, subject, gives }) => [when, onePer?.each, ...subject.values(), ...[...gives.values()].map(ruleOf)]),
    ...sends.flatMap(({ when, gives }) => [when, ...[...gives.values()].map(ruleOf)]),
    automatic?.when,
    timer?.kind === 'date' ? timer.on : null,
    ...fills.values(),
  ]
  return found.filter((rule) => rule !== null && rule !== undefined)
}

const ruleOf = ({ rule }: Readonly<{ rule: Rule }>): Rule => rule
