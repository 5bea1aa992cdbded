import { describe, expect, it } from 'vitest'
import { isAboutExams } from './support/about-exams.ts'
import { playThroughTheDoors } from './support/play-stories.ts'

describe('the stories of exams and certificates, and the certification year, played through the doors of the house', () => {
  const taken = playThroughTheDoors(isAboutExams)

  it('together take steps of every document', () => {
    expect(taken.untouched).toEqual([])
  })
})
