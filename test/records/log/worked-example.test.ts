import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatCheckpoint, formatNote, formatVerifierKey, leafBytes, leafHash, startTree } from '#records'
import { twoSteps } from '../hand-made-stream.ts'
import { testKey } from './keys.ts'

it('the worked example of the record format is what the log makes of its two entries', () => {
  const format = readFileSync(join(import.meta.dirname, '../../../docs/record-format.md'), 'utf8')
  const log = testKey('guiju/01990000-0000-7000-8000-000000000001', 1)
  const witness = testKey('witness.example', 2, 'cosignature/v1')
  const tree = startTree()
  const leaves = twoSteps()
    .entries.slice(0, 2)
    .map((entry) => leafHash(leafBytes(entry)))
  for (const leaf of leaves) tree.append(leaf)
  const text = formatCheckpoint({ origin: log.key.name, size: 2, root: tree.root(), extensions: [] })
  const note = new TextDecoder().decode(formatNote(text, [log.sign(text), witness.sign(text, 1_772_413_200)]))
  const told = [...leaves, tree.root()].map((hash) => `\`${Buffer.from(hash).toString('hex')}\``)
  for (const each of [...told, note, formatVerifierKey(log.key), formatVerifierKey(witness.key)]) expect(format).toContain(each)
})
