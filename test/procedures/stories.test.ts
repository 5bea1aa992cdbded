import { describe, it } from 'vitest'
import { makeMemoryStage } from './support/memory-stage.ts'
import { play } from './support/play.ts'
import { stories } from './support/story.ts'

describe('the stories officers wrote, played by the engine alone', () => {
  it.each(stories.map((story) => [`${story.file.replace('.yaml', '')}: ${story.title.en}`, story] as const))(
    '%s',
    async (_, story) => {
      await play(story, makeMemoryStage(story.registers))
    },
    120_000,
  )
})
