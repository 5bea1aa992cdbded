import { readdir } from 'node:fs/promises'
import { KEY_BYTES, readOrMakeKey } from '../keys/key-file.ts'
import { openSecret, sealSecret } from '../keys/sealed-secret.ts'

/**
 * The keys that live outside the database: those that wrap the keys of persons (`personal-<n>.key`, the highest wraps what
 * is new) and the one of the blind index (`blind-index.key`).
 */
export type KeyRing = Readonly<{
  folder: string
  newest: string
  names: ReadonlySet<string>
  index: Buffer
  wrap(id: string, key: Buffer): Buffer
  /** Null where the wrapping key is not here, or is another one than it was. */
  unwrap(id: string, kek: string, wrapped: Uint8Array): Buffer | null
}>

const FIRST = 'personal-1'

/** `mayMake`: the database holds no wrapped key yet. A wrapping key is never made anew over values it could not open. */
export async function readKeyRing(folder: string, { mayMake }: Readonly<{ mayMake: boolean }>): Promise<KeyRing> {
  const there = await keyNames(folder)
  if (there.length === 0 && !mayMake) throw new KeysMissing(folder, 'personal-*.key')
  const names = there.length === 0 ? [FIRST] : there
  const keys = new Map<string, Buffer>()
  for (const name of names) keys.set(name, await readOrMakeKey(folder, `${name}.key`))
  const newest = names.at(-1) ?? FIRST
  const index = await readOrMakeKey(folder, 'blind-index.key')
  const place = (id: string) => `personal_key/${id}`
  return {
    folder,
    newest,
    names: new Set(names),
    index,
    wrap: (id, key) => sealSecret(keys.get(newest) ?? Buffer.alloc(KEY_BYTES), key, place(id)),
    unwrap(id, kek, wrapped) {
      const wrapping = keys.get(kek)
      return wrapping === undefined ? null : openSecret(wrapping, wrapped, place(id))
    },
  }
}

/** Said at the start, before anything is served or written: without the key nobody could read what people are owed. */
export class KeysMissing extends Error {
  override readonly name = 'KeysMissing'
  constructor(folder: string, name: string) {
    super(
      `数据库中有以 ${name} 加密的个人数据，但 ${folder} 中没有这把密钥，或密钥不符。请先从密钥备份中恢复该文件。 ` +
        `Expected ${folder} to hold the key ${name} the personal data of this database is sealed with, but it is missing or another one: restore it from the backup of the keys.`,
    )
  }
}

/** The next wrapping key, for a rotation: what is new is wrapped with it, the old ones still open. */
export async function addWrappingKey(folder: string): Promise<string> {
  const last = (await keyNames(folder)).at(-1)
  const name = last === undefined ? FIRST : `personal-${Number(last.slice('personal-'.length)) + 1}`
  await readOrMakeKey(folder, `${name}.key`)
  return name
}

async function keyNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => [])
  const numbers = files.flatMap((file) => /^personal-(\d+)\.key$/.exec(file)?.[1] ?? [])
  return numbers
    .map(Number)
    .sort((one, other) => one - other)
    .map((number) => `personal-${number}`)
}
