import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  assembleLibrary,
  type CompiledProcedure,
  compileLibrary,
  type Library,
  makeCalendar,
  mergeReference,
  type TextFile,
} from '../../../engine/index.ts'

const here = resolve(import.meta.dirname, '..')
const root = resolve(here, '..', '..')

/** YAML files below `base`, named as in a repository: procedures/…, records/forms/…, records/lists/…, records/registers/… */
export function yamlFiles(base: string): TextFile[] {
  const folders = ['procedures', 'records/forms', 'records/lists', 'records/registers'].filter((folder) => existsSync(join(base, folder)))
  return folders.flatMap((folder) => {
    const found = readdirSync(join(base, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
    return found.map((name) => ({ file: `${folder}/${name}`, text: readFileSync(join(base, folder, name), 'utf8') }))
  })
}

export const fixtureFolder = join(here, 'fixtures')

function read(base: string): Library {
  const { library, diagnostics } = assembleLibrary(yamlFiles(base))
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, null, 1))
  return library
}

/** The invented documents that show every construct of the language. */
export const fixtureLibrary = read(fixtureFolder)
export const fixtures: ReadonlyMap<string, CompiledProcedure> = compileLibrary(fixtureLibrary)
export const calendar = makeCalendar(mergeReference(fixtureLibrary.reference).calendars, 'Asia/Shanghai')

/** The documents the product ships. */
export function shippedLibrary(): Library {
  return read(root)
}

export function fixture(code: string): CompiledProcedure {
  const procedure = fixtures.get(code)
  if (procedure === undefined) throw new Error(`No fixture ${code}`)
  return procedure
}
