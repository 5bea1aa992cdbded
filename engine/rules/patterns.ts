import type { Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { RuleFault } from './rule-fault.ts'

/** `matches(text, pattern)`: the whole text fits the pattern. RE2: linear in the text, so no pattern can stall the engine. */
export function registerPatterns(cel: Environment): void {
  cel.registerFunction('matches(string, string): bool', (text: string, pattern: string) => compilePattern(pattern).matcher(text).matches())
}

/** Compiles a pattern of the document language; throws a RuleFault where RE2 cannot read it. */
export function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    throw new RuleFault('evaluation', `Expected a regular expression, but found "${pattern}"`, cause)
  }
}
