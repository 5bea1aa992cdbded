import { expect, it } from 'vitest'
import { hashTextOf, type PackageReader, readBaselineTexts, verifyPackage } from '#records'
import { trustNeeds } from '../../../server/commands/verify.ts'

it('names every file of a package whose manifest is gone, however many there are', async () => {
  const empty = new Uint8Array()
  const reader: PackageReader = {
    files: Array.from({ length: 200_000 }, (_, at) => ({ path: `data/file-${at}`, size: 0 })),
    findings: [],
    read: async () => empty,
    sum: () => hashTextOf(empty),
  }
  const { findings, verdict } = await verifyPackage(reader, readBaselineTexts, { trust: trustNeeds() })
  expect(verdict).not.toBe('sound')
  expect(findings.filter(({ code }) => code === 'file-unexpected')).toHaveLength(200_000)
})
