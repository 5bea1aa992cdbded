import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { parseVerifierKey } from '#records'
import type { ObjectStoreSetting } from './object-store.ts'
import { readCertificates } from './stamps/read-certificates.ts'
import type { AuthoritySetting } from './stamps/stamp-authority.ts'
import type { WitnessSetting } from './witness-client.ts'

const Url = Type.String({ pattern: '^https?://', maxLength: 500 })
const Name = Type.String({ minLength: 1, maxLength: 100 })
const Minutes = Type.Integer({ minimum: 0, maximum: 10_080 })
const closed = { additionalProperties: false } as const

const AnchorsFile = Type.Object(
  {
    witnesses: Type.Optional(Type.Array(Type.Object({ key: Type.String({ maxLength: 500 }), url: Url }, closed), { maxItems: 12 })),
    directories: Type.Optional(
      Type.Array(Type.Object({ name: Name, folder: Type.String({ minLength: 1 }), everyMinutes: Type.Optional(Minutes) }, closed)),
    ),
    objectStores: Type.Optional(
      Type.Array(
        Type.Object({ name: Name, url: Url, tokenFile: Type.Optional(Type.String()), everyMinutes: Type.Optional(Minutes) }, closed),
      ),
    ),
    authorities: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            url: Url,
            rootsFile: Type.String({ minLength: 1 }),
            policy: Type.Optional(Type.String({ pattern: '^[0-9]+(\\.[0-9]+)+$' })),
            everyMinutes: Type.Optional(Minutes),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
)

type Every = Readonly<{ everyMs: number }>

/** Who takes this house's checkpoints. */
export type AnchorsSetting = Readonly<{
  witnesses: readonly WitnessSetting[]
  directories: readonly (Every & Readonly<{ name: string; folder: string }>)[]
  objectStores: readonly (Every & ObjectStoreSetting)[]
  authorities: readonly (Every & AuthoritySetting)[]
}>

export const noAnchors: AnchorsSetting = { witnesses: [], directories: [], objectStores: [], authorities: [] }

/** Stamps may cost money; an hour is often enough where a witness is asked each time. */
const USUAL_STAMP_MINUTES = 60

/**
 * Reads `anchors.yaml`; no file, no anchors. Paths in it are seen from its folder; secrets stand in files of their own.
 * @throws with a sentence for the administrator where it is not what it should be.
 */
export async function readAnchorsFile(path: string): Promise<AnchorsSetting> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return noAnchors
  const read: unknown = parse(text, { maxAliasCount: 0 }) ?? {}
  if (!Value.Check(AnchorsFile, read)) {
    const [first] = Value.Errors(AnchorsFile, read)
    const words = first?.keyword === 'boolean' ? 'is not known here' : first?.message
    throw wrong(path, `${first?.instancePath ?? ''} ${words ?? ''}`)
  }
  return settingOf(read, path)
}

async function settingOf(read: Static<typeof AnchorsFile>, path: string): Promise<AnchorsSetting> {
  const from = (file: string) => resolve(dirname(path), file)
  const every = (minutes: number | undefined, usual: number): Every => ({ everyMs: (minutes ?? usual) * 60_000 })
  const witnesses = (read.witnesses ?? []).map(({ key: text, url }) => {
    const key = parseVerifierKey(text)
    if (key?.algorithm !== 'cosignature/v1') throw wrong(path, `“${text}” is not the public key of a witness`)
    return { key, url }
  })
  const directories = (read.directories ?? []).map(({ name, folder, everyMinutes }) => ({
    name,
    folder: from(folder),
    ...every(everyMinutes, 0),
  }))
  const objectStores = await Promise.all(
    (read.objectStores ?? []).map(async ({ name, url, tokenFile, everyMinutes }) => ({
      name,
      url,
      token: tokenFile === undefined ? null : (await readFile(from(tokenFile), 'utf8')).trim(),
      ...every(everyMinutes, 0),
    })),
  )
  const authorities = await Promise.all(
    (read.authorities ?? []).map(async ({ name, url, rootsFile, policy, everyMinutes }) => {
      const roots = readCertificates(await readFile(from(rootsFile), 'utf8'))
      if (roots.length === 0) throw wrong(path, `“${rootsFile}” has no certificate`)
      return { name, url, roots, policy: policy ?? null, ...every(everyMinutes, USUAL_STAMP_MINUTES) }
    }),
  )
  const names = [...directories, ...objectStores, ...authorities].map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw wrong(path, `“${twice}” is named twice`)
  return { witnesses, directories, objectStores, authorities }
}

function wrong(path: string, words: string): Error {
  return new Error(
    `锚定设置 ${path} 不对：${words}。 Expected ${path} to name witnesses, directories, object stores and authorities, but: ${words}`,
  )
}
