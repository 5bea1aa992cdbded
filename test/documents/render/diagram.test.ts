import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { ProcedureDocument } from '#engine'
import { type Box, layOutDiagram } from '../../../server/documents/render/diagram-layout.ts'
import { diagramSvg } from '../../../server/documents/render/diagram-svg.ts'

const files = readdirSync('procedures', { recursive: true, encoding: 'utf8' }).filter((file) => /(QP|WI)-.*\.yaml$/.test(file))
const documents = files.map((file) => parse(readFileSync(join('procedures', file), 'utf8')) as ProcedureDocument)

const meet = (one: Box, other: Box) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height

describe.each(documents.map((document) => [document.code, document] as const))('the diagram of %s', (_, document) => {
  it('shows every state once and every step from each state it leaves', async () => {
    const svg = await diagramSvg(document, { language: 'zh' })
    expect([...svg.matchAll(/data-state="([^"]+)"/g)].map(([, key]) => key)).toEqual(Object.keys(document.states))
    expect(svg.match(/data-step="/g)?.length).toBe(Object.values(document.steps).reduce((sum, { from }) => sum + from.length, 0))
    expect(svg.match(/class="state waiting final"/g)?.length).toBe(Object.values(document.states).filter(({ final }) => final).length)
  })

  it.each(['zh', 'en'] as const)('covers no state and no label with another (%s)', async (language) => {
    const { states, steps } = await layOutDiagram(document, language)
    const boxes = [...states, ...steps.map(({ label }) => label)]
    const covered = boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => meet(one, other)))
    expect(covered).toEqual([])
  })

  it('lights the present state alone, and is told in words', async () => {
    const [, second = '', ...others] = Object.keys(document.states)
    const next = new Set(Object.values(document.steps).flatMap(({ from, to }) => (from.includes(second) ? [to] : [])))
    // A state it may come to next is tinted as such, passed before or not.
    const behind = others.find((state) => !next.has(state)) ?? ''
    const svg = await diagramSvg(document, { language: 'zh', current: second, passed: [behind] })
    expect(svg.match(/class="state current/g)?.length).toBe(1)
    expect(svg.match(/class="state passed/g)?.length).toBe(1)
    expect(svg).toContain(`当前状态：${document.states[second]?.title.zh}`)
    expect(svg).toMatch(/role="img"/)
  })

  it('stands under a strict content security policy, as often as one likes', async () => {
    expect(await diagramSvg(document, { language: 'en' })).not.toMatch(/ style=|<style|<script| id=|href=/)
  })
})
