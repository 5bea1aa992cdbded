import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { diagnosticCodes } from '#engine'

it('docs/errors.md explains every finding, and no finding that does not exist', async () => {
  const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  const section = /<!-- diagnostics -->([\s\S]*)<!-- \/diagnostics -->/.exec(page)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| `([a-z-]+)` \| [^|]*[\u4e00-\u9fff][^|]*[A-Za-z][^|]* \| .+ \|$/gm)].map(([, code]) => code)
  expect(rows).toEqual([...diagnosticCodes])
})
