import { describe, expect, it } from 'vitest'
import { readConfig, variables } from '../server/config.ts'

describe('the configuration', () => {
  it('needs nothing: the embedded database in ./data, on this machine’s own address', () => {
    expect(readConfig({ PORT: ' ', HOST: '' })).toMatchObject({
      outcome: 'config',
      config: { database: { kind: 'embedded', folder: expect.stringMatching(/\/data$/) }, host: '127.0.0.1', port: 3000, secure: false },
    })
  })

  it('takes a database that is given, and says that it is not embedded', () => {
    expect(readConfig({ DATABASE_URL: 'postgresql://server@db/guiju' })).toMatchObject({
      outcome: 'config',
      config: { database: { kind: 'given', url: 'postgresql://server@db/guiju', adminUrl: null } },
    })
  })

  it('says everything that is wrong at once, in Chinese and in English, without repeating a password', () => {
    const read = readConfig({
      PORT: '80x',
      SECURE: 'yes',
      LOG_LEVEL: 'loud',
      DATABASE_ADMIN_URL: 'mysql://root:secret@db',
      REQUESTS_PER_MINUTE: '0',
    })
    if (read.outcome !== 'wrong') throw new Error(read.outcome)
    expect(read.problems.map(({ variable }) => variable).sort()).toEqual([
      'DATABASE_ADMIN_URL',
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
      'REQUESTS_PER_MINUTE',
      'SECURE',
    ])
    for (const { variable, words } of read.problems) {
      expect(words.en).toMatch(new RegExp(`^Expected ${variable} to be .*\\.$`))
      expect(words.zh).toMatch(/应为.*。$/)
    }
    expect(JSON.stringify(read)).not.toContain('secret')
  })

  it('describes every variable it listens to, and listens to no other', () => {
    const asked = new Set<string>()
    readConfig(
      new Proxy<Record<string, string | undefined>>(
        {},
        {
          get: (_, name) => {
            asked.add(String(name))
            return undefined
          },
        },
      ),
    )
    expect([...asked].sort()).toEqual(Object.keys(variables).sort())
  })
})
