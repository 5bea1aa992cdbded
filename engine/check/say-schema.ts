import type { Diagnostic } from '../diagnostic.ts'
import type { Words } from '../words.ts'

/** What the schema asks at a place, by the keyword that asks it. */
const asks: Readonly<Record<string, (expected: string) => Words>> = {
  type: (expected) => ({ zh: `类型为 ${expected}`, en: `a value of type ${expected}` }),
  const: (expected) => ({ zh: `值为 ${expected}`, en: `the value ${expected}` }),
  enum: (expected) => ({ zh: `取值为 ${expected} 之一`, en: `one of ${expected}` }),
  pattern: (expected) => ({ zh: `文本符合 ${expected}`, en: `a text like ${expected}` }),
  minItems: (expected) => ({ zh: `至少 ${expected} 项`, en: `at least ${expected} items` }),
  maxItems: (expected) => ({ zh: `至多 ${expected} 项`, en: `at most ${expected} items` }),
  uniqueItems: () => ({ zh: '各项互不相同', en: 'each item once' }),
  minLength: (expected) => ({ zh: `至少 ${expected} 个字符`, en: `at least ${expected} characters` }),
  maxLength: (expected) => ({ zh: `至多 ${expected} 个字符`, en: `at most ${expected} characters` }),
  minimum: (expected) => ({ zh: `不小于 ${expected}`, en: `at least ${expected}` }),
  maximum: (expected) => ({ zh: `不大于 ${expected}`, en: `at most ${expected}` }),
  minProperties: (expected) => ({ zh: `至少 ${expected} 个键`, en: `at least ${expected} keys` }),
  maxProperties: (expected) => ({ zh: `至多 ${expected} 个键`, en: `at most ${expected} keys` }),
}

/** The sentence of a value that is not of its schema. */
export function saySchema({ at, keyword, expected, found }: Diagnostic['details']): Words {
  const where = at === '' ? { zh: '文件', en: 'the file' } : { zh: `“${at}”`, en: `"${at}"` }
  if (keyword === 'required')
    return { zh: `${where.zh}应有“${expected}”，但没有`, en: `Expected ${where.en} to have "${expected}", but it has not` }
  if (keyword === 'unknown-name')
    return { zh: `键应为 ${expected} 之一，但为“${found}”`, en: `Expected one of the keys ${expected}, but found "${found}"` }
  const asked = asks[String(keyword)]?.(String(expected)) ?? { zh: `${keyword} ${expected}`, en: `${keyword} ${expected}` }
  return { zh: `${where.zh}应${asked.zh}，但为 ${found}`, en: `Expected ${where.en} to be ${asked.en}, but found ${found}` }
}
