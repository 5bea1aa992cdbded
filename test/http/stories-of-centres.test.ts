import { describe } from 'vitest'
import { isAboutCentres } from './support/about-centres.ts'
import { playThroughTheDoors } from './support/play-stories.ts'

describe('the stories of testing centres, played through the doors of the house', () => {
  playThroughTheDoors(isAboutCentres)
})
