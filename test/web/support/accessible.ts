import { expect } from 'vitest'
import { barriers } from '../../support/barriers.ts'
import type { Look } from './browser-stage.ts'

/** Looks at each page of a name once. */
export function lookForBarriers(): Look {
  const seen = new Set<string>()
  return async (page, name) => {
    if (seen.has(name)) return
    seen.add(name)
    expect(await barriers(page), name).toEqual([])
  }
}
