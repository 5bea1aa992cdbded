import { expect, it } from 'vitest'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'

const page = (style: string) => `<!doctype html><html lang="zh"><head><title>页</title><style>
  @keyframes fade { from { color: #ddd } }
  @keyframes turn { to { transform: rotate(1turn) } }
  ${style}
</style></head><body><main><h1>标题</h1><p>正文</p><div class="wheel"></div></main></body></html>`

describeInBrowser('whether a page has barriers', (browser) => {
  it.each([
    [
      'is asked when what fades in is there, though a wheel turns for ever',
      'p { animation: fade 5s steps(1) } .wheel { animation: turn 1s infinite }',
      [],
    ],
    ['is answered with what stays too faint', 'p { color: #ddd }', [expect.stringMatching(/^color-contrast: <p>/)]],
  ])('%s', async (_, style, found) => {
    const shown = await browser().newPage()
    await shown.setContent(page(style))
    expect(await barriers(shown)).toEqual(found)
    await shown.close()
  })
})
