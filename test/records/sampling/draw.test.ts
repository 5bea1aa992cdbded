import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkDraw,
  type DrawFile,
  diceCommitment,
  drawSample,
  drawSeed,
  evenNumbers,
  hashTextOf,
  type Member,
  populationBytes,
  readDrawFile,
  readPopulation,
  sha256,
} from '#records'
import { checkEd25519 } from '../log/keys.ts'
import { logKey, madeDraw } from './made-draw.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const seedOf = (number: number) => sha256(bytes(`seed ${number}`))
const people = (count: number, stratum = '-'): Member[] =>
  Array.from({ length: count }, (_, at) => ({ stratum, name: `QP-08-2026-${String(at).padStart(5, '0')}` }))
const dice = { digits: '4251363142563141', nonce: '00112233445566778899aabbccddeeff' }

describe('the list a sample is drawn from', () => {
  const member = fc.record({ stratum: fc.constantFrom('-', '06011001', '06011002'), name: fc.stringMatching(/^[A-Z一-龥/-]{1,12}$/) })

  it('is the same bytes in whatever order its members came, each once', () => {
    fc.assert(
      fc.property(fc.array(member), fc.nat(), (members, turn) => {
        const turned = [...members.slice(turn % (members.length + 1)), ...members.slice(0, turn % (members.length + 1)), ...members]
        expect(Buffer.compare(populationBytes(turned), populationBytes(members))).toBe(0)
      }),
    )
  })

  it('is read back as it was written, and in no other form', () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 2 }), (members) => {
        const written = populationBytes(members)
        const read = readPopulation(written)
        expect(read).not.toBeNull()
        expect(Buffer.compare(populationBytes(read ?? []), written)).toBe(0)
        const lines = new TextDecoder().decode(written).split('\n')
        if (lines.length > 3) expect(readPopulation(bytes([lines[0], ...lines.slice(1, -1).reverse(), ''].join('\n')))).toBeNull()
      }),
    )
    expect(readPopulation(bytes('guiju-population/1\n-\ta\n-\ta\n'))).toBeNull()
    expect(readPopulation(bytes('guiju-population/1\n-\ta'))).toBeNull()
    expect(readPopulation(bytes('guiju-population/2\n-\ta\n'))).toBeNull()
    expect(() => populationBytes([{ stratum: '-', name: 'a\tb' }])).toThrow('without tabs')
  })
})

describe('drawing', () => {
  it('takes as many as were asked for, each once, and none that is not in the list', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(80), fc.nat(), (count, size, number) => {
        const members = people(count)
        const sample = drawSample({ members, size, seed: seedOf(number) })
        expect(sample).toHaveLength(Math.min(size, count))
        expect(new Set(sample).size).toBe(sample.length)
        expect(sample.every((name) => members.some((one) => one.name === name))).toBe(true)
      }),
    )
  })

  it('takes as many from each centre, where it is asked to, and the same from one whatever stands in the others', () => {
    const [north, south] = [people(30, 'N'), people(4, 'S')]
    const both = drawSample({ members: [...north, ...south], size: 5, seed: seedOf(1) })
    expect(both).toHaveLength(9)
    expect(both.slice(0, 5)).toEqual(drawSample({ members: north, size: 5, seed: seedOf(1) }))
  })

  it('gives the same for the same seed, and another for another', () => {
    const of = (number: number) => drawSample({ members: people(1000), size: 20, seed: seedOf(number) })
    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
  })

  it('is fair: every member is drawn as often as any other, and in every place', () => {
    const drawn = new Map<string, number>()
    const rounds = 6000
    for (let round = 0; round < rounds; round++)
      drawSample({ members: people(12), size: 3, seed: seedOf(round) }).forEach((name, place) => {
        drawn.set(`${name} ${place}`, (drawn.get(`${name} ${place}`) ?? 0) + 1)
      })
    const expected = rounds / 12
    const chi = [...drawn.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(drawn.size).toBe(36)
    // 33 degrees of freedom: beyond 63.9 once in a thousand. The seeds are fixed, so this is no matter of luck.
    expect(chi).toBeLessThan(63.9)
  })

  it('is fair at the edge: a number above the last whole multiple is thrown away', () => {
    const below = evenNumbers(seedOf(3), '-')
    const limit = 2 ** 53 - 1
    for (let at = 0; at < 200; at++) expect(below(limit)).toBeLessThan(limit)
    const counts = [0, 0, 0]
    for (let at = 0; at < 9000; at++) counts[below(3)] = (counts[below(3)] ?? 0) + 1
    for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(200)
  })
})

describe('the seed', () => {
  const population = hashTextOf(populationBytes(people(5)))
  const seed = (change: Partial<Parameters<typeof drawSeed>[0]> = {}) =>
    Buffer.from(drawSeed({ draw: 'd', population, checkpoint: { size: 9, root: seedOf(1) }, dice: null, ...change })).toString('hex')

  it('hangs on everything that was fixed: the draw, the list, the checkpoint, the dice', () => {
    const all = [
      seed(),
      seed({ draw: 'e' }),
      seed({ population: hashTextOf(populationBytes(people(6))) }),
      seed({ checkpoint: { size: 10, root: seedOf(1) } }),
      seed({ checkpoint: { size: 9, root: seedOf(2) } }),
      seed({ dice }),
      seed({ dice: { ...dice, digits: '1251363142563141' } }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('cannot be made to come out by dice that were told before, nor guessed from what was told of them', () => {
    expect(diceCommitment(dice)).not.toBe(diceCommitment({ ...dice, digits: '1251363142563141' }))
    expect(diceCommitment(dice)).not.toBe(diceCommitment({ ...dice, nonce: dice.nonce.replace('0', '1') }))
  })
})

describe('a draw in a file', () => {
  const given = { keys: [logKey.key], checkpoint: null, checkEd25519 }
  const failing = (file: DrawFile, more: Partial<Parameters<typeof checkDraw>[1]> = {}) =>
    checkDraw(file, { ...given, ...more })
      .tests.filter(({ outcome }) => outcome === 'fails')
      .map(({ test }) => test)

  it('comes out equal when it is drawn again', async () => {
    for (const how of [{}, { dice }, { perCentre: true }]) {
      const file = await madeDraw({ members: [...people(40, 'N'), ...people(7, 'S')], size: 5, ...how })
      const checked = checkDraw(readDrawFile(JSON.stringify(file)) ?? file, { ...given, checkpoint: bytes(file.checkpoint) })
      expect(checked.equal).toBe(true)
      expect(checked.tests.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'holds'))
    }
  })

  it('says what it could not test without keys and without a checkpoint from elsewhere', async () => {
    const checked = checkDraw(await madeDraw({ members: people(9), size: 2 }), { ...given, keys: [] })
    expect(checked.equal).toBe(true)
    expect(checked.tests.filter(({ outcome }) => outcome === 'untested').map(({ test }) => test)).toEqual(['signed', 'same-checkpoint'])
  })

  it('names what was changed', async () => {
    const file = await madeDraw({ members: people(40), size: 5, dice })
    const other = await madeDraw({ members: people(41), size: 5, dice })
    const changed = (of: 'announced' | 'drawn', from: string | RegExp, to: string): DrawFile => ({
      ...file,
      [of]: { ...file[of], facts: file[of].facts.replace(from, to) },
    })
    expect(failing({ ...file, population: other.population })).toEqual(['population', 'sample'])
    expect(failing(changed('drawn', /"sample":\["[^"]+"/, '"sample":["QP-08-2026-00001"'))).toEqual(['entries', 'sample'])
    expect(failing(changed('announced', '"size":5', '"size":6'))).toEqual(['entries', 'sample'])
    expect(failing(changed('drawn', dice.digits, '1111111111111111'))).toEqual(['entries', 'dice', 'seed', 'sample'])
    expect(failing({ ...file, checkpoint: other.checkpoint })).toEqual(['announced-before', 'same-checkpoint'])
    expect(failing({ ...file, leaf: { ...file.leaf, index: 8 } })).toEqual(['announced-before'])
    expect(failing({ ...file, checkpoint: file.checkpoint.replace(/— .*/, (line) => `${line.slice(0, -3)}AA=`) })).toContain('signed')
    expect(failing(file, { checkpoint: bytes(other.checkpoint) })).toEqual(['same-checkpoint'])
    const larger = await madeDraw({ members: people(40), size: 5, dice, leaves: 21 })
    expect(failing(file, { checkpoint: bytes(larger.checkpoint) })).toEqual([])
    expect(failing({ ...file, drawn: file.announced })).toEqual(['entries'])
    expect(failing({ ...file, drawn: other.drawn })).not.toEqual([])
  })

  it('drawn before its list was in the log is found out', async () => {
    // A house that knows the root first and announces afterwards has no way from its announcement to that root.
    const file = await madeDraw({ members: people(40), size: 5 })
    const later = await madeDraw({ members: people(40), size: 5, leaves: 21 })
    expect(failing({ ...file, leaf: later.leaf })).toEqual(['announced-before'])
  })

  it('with any one character changed is never equal to another sample', async () => {
    const text = JSON.stringify(await madeDraw({ members: people(15), size: 4, dice }))
    const whole = readDrawFile(text)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', 'A', ' ', '"', '\\', '中'), (at, letter) => {
        const file = readDrawFile(text.slice(0, at) + letter + text.slice(at + 1))
        if (file === null) return
        const checked = checkDraw(file, given)
        if (checked.equal) expect(file).toEqual(whole)
      }),
      { numRuns: 1500, examples: [[text.indexOf('01990000'), 'A']] },
    )
    expect(readDrawFile('{}')).toBeNull()
    expect(readDrawFile('not json')).toBeNull()
  })

  const python = spawnSync('python3', ['--version']).status === 0
  it.skipIf(!python)('comes out equal by a program that shares nothing with ours but the description', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guiju-draw-'))
    try {
      for (const how of [{ size: 5 }, { size: 3, dice }, { size: 4, perCentre: true }]) {
        const file = await madeDraw({ members: [...people(300, '06011001'), ...people(2, '06011002')], ...how })
        writeFileSync(join(folder, 'draw.json'), JSON.stringify(file))
        const redone = spawnSync('python3', [join(import.meta.dirname, 'redo.py'), join(folder, 'draw.json')], { encoding: 'utf8' })
        expect(redone.stderr).toBe('')
        expect(redone.stdout.trim().split('\n')).toEqual(checkDraw(file, given).said?.drawn.sample)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
