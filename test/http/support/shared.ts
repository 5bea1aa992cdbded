import { createHash } from 'node:crypto'
import { type BaselineReader, type ReplayCase, readBaselineTexts } from '#records'
import { compileOnce } from '../../../server/documents/documents.ts'
import { makePdfPress } from '../../../server/documents/render/pdf-process.ts'

/** What all houses of a test file share: they hold the same documents, and reading those takes longer than a story. */
export const shared = { compile: compileOnce(), readBaseline: readOnce(readBaselineTexts), pdf: makePdfPress() }

/** Reads the same texts once: they are told by their bytes, from wherever they come. */
function readOnce(read: BaselineReader): BaselineReader {
  const known = new Map<string, ReplayCase>()
  return (files) => {
    const hash = createHash('sha256')
    for (const [name, bytes] of files) hash.update(`${name} ${bytes.length}\n`).update(bytes)
    const texts = hash.digest('hex')
    const replay = known.get(texts) ?? read(files)
    known.set(texts, replay)
    return replay
  }
}
