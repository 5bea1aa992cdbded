import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian keeps Go's libraries here (golang-golang-x-mod-dev): the program is built without asking any network. */
const environment = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '', GOPROXY: 'off', CGO_ENABLED: '0' }

export type GoAnswer = Readonly<{ outcome: 'answered'; answer: Readonly<Record<string, unknown>> } | { outcome: 'refused'; why: string }>
export type GoProgram = (args: readonly string[], input?: Uint8Array | string) => Promise<GoAnswer>

/** Builds the program in test/interop/go. @throws where there is no Go, or no x/mod: .ci/run installs both. */
export function buildGoProgram(): GoProgram {
  const folder = join(import.meta.dirname, 'go')
  const program = join(mkdtempSync(join(tmpdir(), 'guiju-go-')), 'interop')
  const sources = readdirSync(folder).filter((name) => name.endsWith('.go'))
  execFileSync('go', ['build', '-o', program, ...sources], { cwd: folder, env: { ...process.env, ...environment } })
  return (args, input = '') =>
    new Promise((resolve) => {
      const child = execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, out, err) =>
        resolve(error === null ? { outcome: 'answered', answer: JSON.parse(out) } : { outcome: 'refused', why: err.trim() }),
      )
      // A program that asks for no input may be gone before it could be given.
      child.stdin?.on('error', () => {})
      child.stdin?.end(input)
    })
}
