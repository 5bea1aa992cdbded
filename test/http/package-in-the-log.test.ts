import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatVerifierKey, parseVerifierKey, readTrustPolicy } from '#records'
import { runExport } from '../../server/commands/export.ts'
import { verifyFile } from '../../server/commands/verify.ts'
import { buildGoProgram } from '../interop/go-program.ts'
import { openApplication, withHouse } from './support/house.ts'

const house = withHouse()
const auditor = { kind: 'person', person: 'auditor-1', name: '审计', role: 'auditor' } as const
const everything = { case: null, document: null, year: null, centre: null, batch: null, clause: null } as const

it('a package of a running house is anchored by the key an auditor had on paper, and continues what they kept', {
  timeout: 120_000,
}, async () => {
  const { assembly, folder, as, inject } = house()
  const { pool, ledger, transparency } = assembly
  const text = async (url: string) => (await inject({ url })).payload
  await transparency.catchUp()
  const keys = (await text('/log/keys')).split('\n').flatMap((line) => parseVerifierKey(line) ?? [])
  const kept = new TextEncoder().encode(await text('/log/checkpoint'))
  const read = readTrustPolicy(`${keys.map((key) => `log ${formatVerifierKey(key)}\n`).join('')}quorum none\n`)
  const policy = read.outcome === 'read' ? read.policy : null
  const clerk = await as('wang')
  await openApplication(clerk)
  await transparency.catchUp()

  const out = join(folder, 'package.zip')
  await runExport({ scope: everything, reason: '外部审核', by: auditor, out }, { pool, ledger })
  const report = await verifyFile(out, { policy, kept: [{ kind: 'checkpoint', name: 'kept', bytes: kept }] })
  expect(report.findings.filter(({ kind }) => kind !== 'lack')).toEqual([])
  expect(report).toMatchObject({
    anchored: true,
    anchoring: { outcome: 'proven', policy: 'met', pending: { entries: 1 }, against: { outcome: 'contained' } },
  })
  expect(readFileSync(out).includes('verify.html')).toBe(true)

  const [key] = keys
  const answer = await buildGoProgram()(['package', out, key === undefined ? '' : formatVerifierKey(key)])
  expect(answer).toMatchObject({ outcome: 'answered', answer: { proved: report.anchoring.anchored, origin: key?.name } })
})
