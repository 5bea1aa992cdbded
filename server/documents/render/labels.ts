import type { ReferenceData, Words } from '#engine'

/** Words of a code of a code list, of the roles or of the departments; a code nobody lists stands for itself. */
export type Labels = Readonly<{ of(list: string, code: string): Words; role(code: string): Words }>

export function makeLabels(reference: readonly ReferenceData[]): Labels {
  const lists = new Map<string, Map<string, Words>>()
  const add = (list: string, items: readonly Readonly<{ code: string } & Words>[]) => {
    const known = lists.get(list) ?? new Map<string, Words>()
    for (const { code, zh, en } of items) known.set(code, { zh, en })
    lists.set(list, known)
  }
  for (const { code_lists = {}, roles = [], departments = [] } of reference) {
    for (const [list, items] of Object.entries(code_lists)) add(list, items)
    add('roles', roles)
    add('departments', departments)
  }
  const of = (list: string, code: string) => lists.get(list)?.get(code) ?? same(code)
  return { of, role: (code) => of('roles', code) }
}

/** A text that reads the same in both languages. */
export function same(text: string): Words {
  return { zh: text, en: text }
}

export const blank: Words = same('')
