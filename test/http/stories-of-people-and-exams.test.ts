import { describe, expect, it } from 'vitest'
import { isAboutCentres } from './support/about-centres.ts'
import { playThroughTheDoors } from './support/play-stories.ts'

describe('the stories of people, exams and the system itself, and the certification year, played through the doors of the house', () => {
  const taken = playThroughTheDoors((story) => !isAboutCentres(story))

  it('together take steps of every document', () => {
    expect(taken.untouched).toEqual([])
  })
})
