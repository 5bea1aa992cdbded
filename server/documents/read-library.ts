import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type Assembled, assembleLibrary, kindOf, type TextFile } from '#engine'

const folders = ['procedures', 'records/forms', 'records/lists', 'records/registers'] as const

/** The texts of all documents, forms, lists and registers under a root, named by their path from it with `/`. */
export async function readLibraryFiles(root: string): Promise<readonly TextFile[]> {
  const found = await Promise.all(folders.map((folder) => filesUnder(root, folder)))
  return Promise.all(found.flat().map(async (file) => ({ file, text: await readText(join(root, file)) })))
}

/** Reads the library from disk. What is wrong with the files comes back as findings, not as an error. */
export async function readLibrary(root: string): Promise<Assembled> {
  return assembleLibrary(await readLibraryFiles(root))
}

async function filesUnder(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => kindOf(file) !== undefined)
    .toSorted()
}

/** Bytes that are no UTF-8 become U+FFFD would pass unseen, so the file's reading is strict and NUL stands for them. */
async function readText(path: string): Promise<string> {
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return '\u0000'
  }
}
