import { type Schema, Validator } from '@cfworker/json-schema'

// Ajv writes functions and has them evaluated, which the page's content security policy refuses. In a verifier a document is
// either of its schema or not: an interpreter says as much.

export type ErrorObject = Readonly<{ keyword: string; instancePath: string; schemaPath: string; params: object; message: string }>
export type ValidateFunction = ((value: unknown) => boolean) & { errors?: readonly ErrorObject[] | null }

export class Ajv2020 {
  compile(schema: unknown): ValidateFunction {
    const validator = new Validator(schema as Schema, '2020-12', true)
    const validate: ValidateFunction = (value) => {
      const { valid, errors } = validator.validate(value)
      validate.errors = errors.map(({ keyword, instanceLocation, keywordLocation, error }) => ({
        keyword,
        instancePath: instanceLocation.replace(/^#/, ''),
        schemaPath: keywordLocation,
        params: {},
        message: error,
      }))
      return valid
    }
    return validate
  }

  addVocabulary(): this {
    return this
  }

  addFormat(): this {
    return this
  }
}
