/** A rule read a field that is not filled. Definite assignment finds these before release; a case may still meet one after a correction. */
export class RuleReadsUnset extends Error {
  override readonly name = 'RuleReadsUnset'
  /** As written in the rule, e.g. `onsite.total`. */
  readonly path: string
  constructor(path: string) {
    super(`Expected "${path}" to be filled, but it is not`)
    this.path = path
  }
}

export type RuleFaultCode = 'division-by-zero' | 'empty-list' | 'out-of-range' | 'not-a-decimal' | 'not-an-integer' | 'evaluation'

/** A rule could not be carried out over these values, e.g. it divides by zero. The step is refused, nothing is guessed. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault'
  readonly code: RuleFaultCode
  constructor(code: RuleFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
