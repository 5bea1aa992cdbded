import { readdirSync, readFileSync } from 'node:fs'

/** The most each kind of our processes ever held, in MB, by the file it runs. Linux alone. */
export type MemoryWatch = Readonly<{ most: () => ReadonlyMap<string, number>; stop: () => void }>

const LOOK_EVERY_MS = 100

/** Watches this process's descendants. */
export function watchMemory(): MemoryWatch {
  const most = new Map<string, number>()
  const looking = setInterval(() => {
    for (const { script, bytes } of descendants()) most.set(script, Math.max(most.get(script) ?? 0, Math.round(bytes / 1e6)))
  }, LOOK_EVERY_MS)
  looking.unref()
  return { most: () => most, stop: () => clearInterval(looking) }
}

function descendants(): readonly Readonly<{ script: string; bytes: number }>[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : ''
    const parent = Number(found.slice(found.lastIndexOf(')') + 2).split(' ')[1])
    if (Number.isInteger(parent)) parents.set(Number(name), parent)
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent === process.pid || (parent !== undefined && parent > 1 && isOurs(parent))
  }
  return [...parents.keys()].filter(isOurs).flatMap((pid) => {
    const [, script] = /([a-z-]+-child)\.ts/.exec(read(`/proc/${pid}/cmdline`)) ?? []
    const pages = Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0)
    return script === undefined ? [] : [{ script, bytes: pages * 4096 }]
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
