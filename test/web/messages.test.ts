import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { en } from '../../server/web/messages/en.ts'
import { zh } from '../../server/web/messages/zh.ts'

const web = join(import.meta.dirname, '../../server/web')
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/^(dist|messages)\//.test(name))
  .map((name) => ({ name, text: readFileSync(join(web, name), 'utf8') }))

const namesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()

it('every text of the pages exists in Chinese and in English', () => {
  expect(Object.keys(en).toSorted()).toEqual(Object.keys(zh).toSorted())
  expect(Object.entries({ ...zh, ...en }).filter(([, text]) => text === '')).toEqual([])
})

it('both languages of a text hold the same values', () => {
  const differing = Object.entries(zh).filter(([key, text]) => String(namesOf(text)) !== String(namesOf(en[key as keyof typeof zh])))
  expect(differing).toEqual([])
})

it('no page holds a text of its own', () => {
  const chinese = sources.flatMap(({ name, text }) =>
    text
      .split('\n')
      .filter((line) => /[\u4e00-\u9fff]/.test(line) && !/^\s*(\*|\/\*|\/\/)/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  )
  // Words between tags; short codes such as PDF are the same in every language.
  const english = sources
    .filter(({ name }) => name.endsWith('.tsx'))
    .flatMap(({ name, text }) => [...text.matchAll(/>\s*([A-Z][a-z]+ [a-z][\w ,.]*)\s*</g)].map(([, found]) => `${name}: ${found}`))
  expect([...chinese, ...english]).toEqual([])
})

it('no text is kept that no page shows', () => {
  const all = sources.map(({ text }) => text).join('\n')
  const unused = Object.keys(zh).filter((key) => {
    const stem = key.replace(/\.[\w-]+$/, '.')
    return !all.includes(`'${key}'`) && !all.includes(`\`${stem}$`) && !all.includes(`\`${key.split('.')[0]}.$`)
  })
  expect(unused).toEqual([])
})
