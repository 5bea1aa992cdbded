import { afterAll, beforeAll, expect, it } from 'vitest'
import { play } from '../../procedures/support/play.ts'
import { type Story, stories } from '../../procedures/support/story.ts'
import { allCases, expectPackage, expectReadable, expectRebuilt, expectRecordOfEveryStep } from './evidence.ts'
import { makeHttpStage } from './http-stage.ts'
import { shared } from './shared.ts'
import { StepsTaken } from './steps-taken.ts'
import { auditor, openStoryHouse, type PreparedHouse, prepareHouse, type StoryHouse } from './story-house.ts'

/**
 * Plays the stories `which` names, each in a house of its own, and looks at what each left. Answers the steps that were
 * taken, for the last test of the file to look at: they are noted while the tests run.
 */
export function playThroughTheDoors(which: (story: Story) => boolean): StepsTaken {
  let prepared: PreparedHouse | undefined
  const taken = new StepsTaken()
  /** Parts of forms that were looked at on paper: the same part looks the same in every story. */
  const lookedAt = new Set<string>()
  beforeAll(async () => {
    prepared = await prepareHouse()
  }, 300_000)
  afterAll(async () => {
    await prepared?.close()
    shared.pdf.close()
    console.log(taken.table)
  })
  // Rows laid into a register beforehand were sealed by nobody: there is no house where they could stand.
  const playable = stories.filter(
    (story) => story.registers === undefined && story.lines.every(({ given }) => given === undefined) && which(story),
  )
  const titled = playable.map((story) => [`${story.file.replace('.yaml', '')}: ${story.title.en}`, story] as const)
  it.each(titled)('%s', { timeout: 600_000 }, async (_, story) => {
    if (prepared === undefined) throw new Error('Expected the prepared house, but there is none')
    const house = await openStoryHouse(prepared, centresOf(story))
    try {
      await playAndLookBack(story, house, taken, lookedAt)
    } finally {
      await house.close()
    }
  })
  return taken
}

/** Plays the story, and then looks at what it left: in the file, on paper, in the database, in the auditor's hands. */
async function playAndLookBack(story: Story, house: StoryHouse, taken: StepsTaken, lookedAt: Set<string>): Promise<void> {
  const names = await play(story, makeHttpStage(house))
  const cases = await allCases(house.guest(auditor))
  expect(cases.map(({ case: { id } }) => id)).toEqual(expect.arrayContaining([...names.values()]))
  await taken.note(
    house,
    cases.map(({ case: { id } }) => id),
  )
  for (const one of cases) {
    expectRecordOfEveryStep(one)
    await expectReadable(one, lookedAt, house)
  }
  await expectRebuilt(house, cases.length)
  await expectPackage(yearOf(story), house)
}

function centresOf({ lines }: Story): readonly string[] {
  return [...new Set(lines.flatMap(({ subject }) => (subject?.site === undefined ? [] : [String(subject.site)])))]
}

function yearOf({ lines }: Story): number {
  return Number(lines[0]?.on.slice(0, 4))
}
