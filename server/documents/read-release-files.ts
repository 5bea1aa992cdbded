import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { TextFile } from '#engine'
import { readLibraryFiles } from './read-library.ts'

/** All a release takes up: documents, forms, lists, and the templates their records are drawn by. Paths from the root, with `/`. */
export async function readReleaseFiles(root: string): Promise<readonly TextFile[]> {
  const folder = join(root, 'templates')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found = entries
    .filter((entry) => entry.isFile() && /\.(hbs|typ|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const templates = await Promise.all(
    found.map(async (path) => ({ file: relative(root, path).split(sep).join('/'), text: await readFile(path, 'utf8') })),
  )
  return [...(await readLibraryFiles(root)), ...templates]
}
