/** What is wrong with one value a person entered. `path` is a JSON pointer within the part, e.g. /scores/3/score. */
export type FieldProblem = Readonly<{
  path: string
  code:
    | 'required'
    | 'unknown-field'
    | 'not-yours-to-fill'
    | 'wrong-type'
    | 'too-long'
    | 'too-short'
    | 'below-minimum'
    | 'above-maximum'
    | 'too-many-decimals'
    | 'pattern'
    | 'not-in-list'
    | 'too-few-items'
    | 'too-many-items'
    | 'not-a-date'
    | 'not-an-instant'
    | 'bad-text'
    | 'row-not-expected'
    | 'row-missing'
    | 'unknown-person'
    | 'unknown-attachment'
  /** Title of the field, for the sentence. */
  title: Readonly<{ zh: string; en: string }>
  details: Readonly<Record<string, string | number>>
}>
