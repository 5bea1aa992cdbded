import { existsSync, readFileSync } from 'node:fs'

/** The operating-system account PostgreSQL runs under; it refuses to run as root. */
export type ServerAccount = Readonly<{ uid: number; gid: number }>

/** The account of this process, or, for root, `postgres` where the machine has it and `nobody` elsewhere. */
export function serverAccount(): ServerAccount {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid !== 0) return { uid, gid }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = ['postgres', 'nobody'].map((name) => accounts.find(([login]) => login === name)).find((line) => line !== undefined)
  if (found === undefined)
    throw new Error('Expected an account "postgres" or "nobody" to run PostgreSQL under, but the machine has neither.')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

/**
 * The command line that runs `program` under the account. For root this drops to the account but keeps the right to walk
 * through folders closed to it (a checkout under a 0700 home). On Linux the server also ends when we end, even by kill -9.
 */
export function underAccount(program: string, args: readonly string[], account: ServerAccount): readonly [string, ...string[]] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path))
  const asRoot = process.getuid?.() === 0
  if (setpriv === undefined) {
    if (asRoot) throw new Error('Expected setpriv (util-linux) to run PostgreSQL as root, but it is not installed.')
    return [program, ...args]
  }
  const drop = [
    '--reuid',
    String(account.uid),
    '--regid',
    String(account.gid),
    '--clear-groups',
    '--inh-caps',
    '+dac_read_search',
    '--ambient-caps',
    '+dac_read_search',
    '--securebits',
    '+no_setuid_fixup',
  ]
  return [setpriv, ...(asRoot ? drop : []), '--pdeathsig', 'INT', program, ...args]
}
