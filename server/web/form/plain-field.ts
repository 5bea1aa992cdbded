import type { Field, FieldType } from './field.ts'

/** A field outside of any form, for a control of a dialog. */
export function plainField(type: FieldType, title = { zh: '', en: '' }): Field {
  return {
    key: type,
    title,
    note: undefined,
    type,
    required: true,
    maybeRequired: false,
    readOnly: false,
    sensitive: false,
    scale: 2,
    min: undefined,
    max: undefined,
    atMost: undefined,
    maxLength: undefined,
    minItems: 0,
    maxItems: 1000,
    choices: [],
    of: 'string',
    columns: [],
    fixedRows: false,
  }
}
