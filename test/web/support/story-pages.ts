import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { openStoryHouse, type PreparedHouse, prepareHouse, type StoryHouse } from '../../http/support/story-house.ts'
import { buildWebClient, builtClient } from '../../support/web-client.ts'
import { lookForBarriers } from './accessible.ts'
import type { Look } from './browser-stage.ts'
import { makePeopleAtWork, type PeopleAtWork } from './people-at-work.ts'

export type StoryPages = Readonly<{ people: PeopleAtWork; look: Look; address: string; house: StoryHouse; leave(): Promise<void> }>

/** Story houses that answer on a port, and people in front of browsers. A test in which a page threw fails. */
export function withStoryPages(browser: () => Browser, patience: number): (centres: readonly string[]) => Promise<StoryPages> {
  let prepared: PreparedHouse | undefined
  let people: PeopleAtWork | undefined
  const look = lookForBarriers()
  beforeAll(async () => {
    await buildWebClient()
    prepared = await prepareHouse()
    people = makePeopleAtWork(browser())
  }, patience)
  afterEach(() => expect(people?.complaints()).toEqual([]))
  afterAll(async () => {
    await people?.close()
    await prepared?.close()
  })
  return async (centres) => {
    if (prepared === undefined || people === undefined) throw new Error('Expected the prepared house, but there is none')
    const house = await openStoryHouse(prepared, centres, builtClient)
    const address = await house.assembly.app.listen({ host: '127.0.0.1', port: 0 })
    people.moveTo(address)
    return { people, look, address, house, leave: house.close }
  }
}
