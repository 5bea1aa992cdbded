import type { Words } from '#engine'
import type { CellProblem } from './cell-problem.ts'

export type PersonFound = Readonly<{ person: string; name: string; login: string | null }>
export type PeopleNamed = Readonly<{
  read(text: string, title: Words): Readonly<{ value: unknown } | { problem: CellProblem }>
  write(value: unknown): string
}>

const withLogin = /^(.*?)\s*[(（]\s*([^()（）]+?)\s*[)）]$/

/** What has to be looked up to understand these cells: whole texts, and names and logins standing in them. */
export function wordsOfPeople(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => [text, ...(withLogin.exec(text)?.slice(1, 3) ?? [])]))]
}

/** A person by login, by id, by “name (login)”, or by a name nobody else has. */
export function peopleNamed(found: readonly PersonFound[]): PeopleNamed {
  const byLogin = new Map(found.flatMap((one) => (one.login === null ? [] : [[one.login, one] as const])))
  const byId = new Map(found.map((one) => [one.person, one]))
  const byName = Map.groupBy(found, ({ name }) => name)
  const exactly = (text: string): PersonFound | undefined => {
    const [, name, login = ''] = withLogin.exec(text) ?? []
    const named = name === undefined ? undefined : byLogin.get(login)
    return byLogin.get(text) ?? byId.get(text) ?? (named?.name === name ? named : undefined)
  }
  return {
    read(text, title) {
      const sure = exactly(text)
      const same = sure === undefined ? (byName.get(text) ?? []) : [sure]
      const [only] = same
      if (only === undefined)
        return { problem: { code: 'field', problem: { path: '', code: 'unknown-person', title, details: {} }, found: text.slice(0, 40) } }
      if (same.length > 1) return { problem: { code: 'several-persons', title, found: text.slice(0, 40) } }
      return { value: { person: only.person, name: only.name } }
    },
    write(value) {
      if (typeof value !== 'object' || value === null) return ''
      const { person, name } = value as Partial<PersonFound>
      const login = byId.get(String(person))?.login ?? null
      return login === null ? String(name ?? '') : `${name ?? ''} (${login})`
    },
  }
}
