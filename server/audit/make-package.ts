import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PACKAGE } from './bag-writer.ts'
import { type ExportNeeds, type ExportResult, exportPackage } from './export-package.ts'
import type { ExportRequest } from './export-state.ts'
import type { PackageSource } from './package-source.ts'
import { openWorkplace } from './spool.ts'
import { readVerifierPage } from './verifier-page.ts'

export type MakePackage = Readonly<{
  request: ExportRequest
  source: PackageSource
  /** Where it is made; what a break left there is taken up again. */
  folder: string
  /** Under this name it stands when it is whole and on the disk, and not before. */
  out: string
  /** Whether what has been made stays for another try when something goes wrong. */
  keep: boolean
}>

/** Makes a package into a file. Whatever goes wrong, nothing stands under its name. */
export async function makePackage({ request, source, folder, out, keep }: MakePackage, needs: ExportNeeds): Promise<ExportResult> {
  const work = await openWorkplace(folder)
  try {
    const verifier = (await readVerifierPage())?.bytes ?? null
    const result = await exportPackage(source, request, work, { verifier, ...needs })
    await work.finish()
    await work.close()
    await rename(join(folder, PACKAGE), out)
    await onDisk(dirname(out))
    await rm(folder, { recursive: true, force: true })
    return result
  } catch (error) {
    await work.close().catch(() => {})
    if (!keep) await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** A new name is safe from a power cut only when its folder is on the disk too. */
async function onDisk(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
