import { expect, it } from 'vitest'
import { play } from '../procedures/support/play.ts'
import { type Story, stories } from '../procedures/support/story.ts'
import { describeInBrowser } from '../support/browser.ts'
import { makeBrowserStage } from './support/browser-stage.ts'
import { expectEveryRecord, expectPdf } from './support/records-in-browser.ts'
import { type StoryPages, withStoryPages } from './support/story-pages.ts'

const patience = 600_000
const played = ['QP-08-excellent.yaml', 'QP-08-rectified.yaml', 'QP-08-refused-and-revoked.yaml']

describeInBrowser('the stories officers wrote, played on the pages', (browser) => {
  const enter = withStoryPages(browser, patience)
  const titled = stories.filter(({ file }) => played.includes(file)).map((story) => [`${story.file}: ${story.title.en}`, story] as const)

  it.each(titled)('%s', { timeout: patience }, async (_, story) => {
    const pages = await enter(centresOf(story))
    try {
      await playAndLookBack(story, pages)
    } finally {
      await pages.leave()
    }
  })
})

/** Plays the story, and then opens all it left. */
async function playAndLookBack(story: Story, pages: StoryPages): Promise<void> {
  const stage = makeBrowserStage(pages)
  const names = await play(story, stage)
  const shown = []
  for (const id of names.values()) shown.push(await stage.read(id))
  for (const one of shown) await expectEveryRecord(one, pages)
  await expectPdf(shown, pages)
  expect(stage.ways.fromInbox).toBeGreaterThan(stage.ways.fromCase)
}

function centresOf({ lines }: Story): readonly string[] {
  return [...new Set(lines.flatMap(({ subject }) => (subject?.site === undefined ? [] : [String(subject.site)])))]
}
