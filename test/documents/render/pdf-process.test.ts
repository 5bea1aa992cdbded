import { afterAll, describe, expect, it } from 'vitest'
import { makePdfPress } from '../../../server/documents/render/pdf-process.ts'

const press = makePdfPress()
afterAll(() => press.close())

const FONT = '#set text(font: "Noto Sans SC", fallback: false)\n'
const isPdf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes.subarray(0, 5)) === '%PDF-'

describe('the process that lays out PDFs', () => {
  it('says what is wrong with a source, and goes on', async () => {
    await expect(press.pdf('#panic("no")', 1)).rejects.toThrow('panicked with: \\"no\\"')
    expect(isPdf(await press.pdf(`${FONT}#{ "a" }`, 1))).toBe(true)
  })

  it('takes no source but ASCII, since another record could show through', async () => {
    await expect(press.pdf(`${FONT}#{ "一" }`, 1)).rejects.toThrow('ASCII')
  })

  it('is replaced when the compiler ends it; only the jobs it held fail', async () => {
    // A bidirectional override panics in Typst 0.13, which ends the process. Values never get so far.
    await expect(press.pdf(`${FONT}#{ "\\u{202e}abc" }`, 1)).rejects.toThrow('Expected the PDF process to answer, but it ended')
    expect(isPdf(await press.pdf(`${FONT}#{ "a" }`, 1))).toBe(true)
  })

  it('reads no file', async () => {
    await expect(press.pdf('#read("/etc/hostname")', 1)).rejects.toThrow('Expected Typst to lay the record out, but')
  })
})
