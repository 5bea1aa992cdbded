import { describe } from 'vitest'
import { isAboutExams } from './support/about-exams.ts'
import { playThroughTheDoors } from './support/play-stories.ts'

describe('the stories of centres, assessors, the item bank and the system itself, played through the doors of the house', () => {
  playThroughTheDoors((story) => !isAboutExams(story))
})
