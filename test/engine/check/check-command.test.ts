import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCheck } from '../../../server/commands/check.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'guiju-check-'))
  await cp(new URL('base', import.meta.url), root, { recursive: true })
})
afterEach(() => rm(root, { recursive: true }))

async function check(language: 'zh' | 'en' = 'en', stale: readonly string[] = []): Promise<{ code: number; lines: readonly string[] }> {
  const lines: string[] = []
  const code = await runCheck({ root, language, out: (line) => lines.push(line), staleTypes: async () => stale })
  return { code, lines }
}

async function change(file: string, find: string, put: string): Promise<void> {
  const path = join(root, file)
  await writeFile(path, (await readFile(path, 'utf8')).replace(find, put))
}

it('is content with a library without faults', async () => {
  expect(await check()).toEqual({ code: 0, lines: ['2 documents and 2 forms checked: 0 errors, 0 documents pending'] })
})

it('names file and line of a broken reference, and fails', async () => {
  await change('procedures/QP-90-review.yaml', 'form: QR-90-01, part: plan', 'form: QR-90-09, part: plan')
  const { code, lines } = await check()
  expect(code).toBe(1)
  expect(lines).toContain('procedures/QP-90-review.yaml:42:23  unknown-form  Expected record form "QR-90-09" to exist, but it does not')
  expect((await check('zh')).lines).toContain('procedures/QP-90-review.yaml:42:23  unknown-form  应有记录表单“QR-90-09”，但没有')
})

it('lists a document still to be written once, and does not fail for it', async () => {
  await change('procedures/QP-90-review.yaml', 'peers: { document: QP-90', 'peers: { document: QP-99')
  expect(await check()).toEqual({
    code: 0,
    lines: ['pending-document  QP-99  procedures/QP-90-review.yaml:19', '2 documents and 2 forms checked: 0 errors, 1 documents pending'],
  })
})

it('fails while generated types are stale', async () => {
  const { code, lines } = await check('en', ['engine/language/form.generated.ts'])
  expect(code).toBe(1)
  expect(lines[0]).toMatch(/^engine\/language\/form\.generated\.ts:1:1 {2}generated-types-stale {2}Expected/)
})

it('refuses a file that is not UTF-8', async () => {
  await writeFile(join(root, 'procedures/QP-91-latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]))
  expect((await check()).lines[0]).toMatch(/^procedures\/QP-91-latin\.yaml:1:1 {2}not-yaml/)
})
