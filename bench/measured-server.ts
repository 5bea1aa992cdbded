import { fork } from 'node:child_process'
import { Agent } from 'node:http'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { type Session, signIn } from './http-client.ts'
import type { Later } from './tidy-up.ts'
import { loginOf, type ServerCpu, type ServerOrder, type ServerReady } from './transitions-server.ts'

/** `cpu`: its processor time so far, in milliseconds. */
export type MeasuredServer = Readonly<{ address: string; cpu(): Promise<number> }>

/** What it was measured on, and how busy that was. */
export function machine(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model ?? 'unknown'}, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`
}

/** The whole server in a process of its own, over a migrated empty database, with people who are clerks. */
export async function startMeasuredServer(order: ServerOrder, later: Later): Promise<MeasuredServer> {
  const child = fork(join(import.meta.dirname, 'transitions-server.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  later(() => {
    child.kill('SIGKILL')
    return ended
  })
  const asked = <Answer>(message: ServerOrder | 'cpu') =>
    new Promise<Answer>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`Expected the server to run, but it ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (answer: Answer) => {
        child.off('exit', ended)
        resolve(answer)
      })
      child.send(message)
    })
  const { address } = await asked<ServerReady>(order)
  return { address, cpu: async () => (await asked<ServerCpu>('cpu')).cpu }
}

/** Everybody signed in, each on a connection of their own. */
export async function signInAll(
  address: string,
  { people, password }: Pick<ServerOrder, 'people' | 'password'>,
  later: Later,
): Promise<readonly Session[]> {
  const sessions: Session[] = []
  for (let nth = 1; nth <= people; nth++) {
    // One connection for each person, as from so many browsers.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    later(() => agent.destroy())
    sessions.push(await signIn(agent, () => address, loginOf(nth), password))
  }
  return sessions
}
