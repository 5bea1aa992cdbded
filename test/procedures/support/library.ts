import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assembleLibrary } from '#engine'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const names = globSync(['procedures/**/*.yaml', 'records/forms/*.yaml', 'records/lists/*.yaml', 'records/registers/*.yaml'], { cwd: root })

/** The controlled documents, forms and lists of this repository, as their files stand. */
export const { library, diagnostics } = assembleLibrary(
  names.map((name) => ({ file: name.replaceAll('\\', '/'), text: readFileSync(`${root}${name}`, 'utf8') })),
)
