import type { Pool } from 'pg'
import type { Words } from '#engine'
import type { StoredCheckpoint } from '../log/checkpoint-store.ts'
import { type Anchor, checkpointName, stampName } from './anchor.ts'
import { keepAnchored, keepCosignature, keepStamp, proofBetween, stampsOf, textOfNote } from './anchor-store.ts'
import type { StampAuthority } from './stamps/stamp-authority.ts'
import type { WitnessClient } from './witness-client.ts'

/** Somebody outside the house who takes checkpoints: a witness, a place, a time-stamping authority. */
export type Custodian = Readonly<{
  kind: 'witness' | 'place' | 'authority'
  /** As it is kept in the database: the key's name and id, the name of the place, of the authority. */
  name: string
  /** How long the newest it has may be old before it is given another. */
  everyMs: number
  /** What is taken is also kept here. Faults of the network are thrown. `had`: the largest size it is known to have. */
  take(checkpoint: StoredCheckpoint, had: number): Promise<Taken>
}>

/** `alarm`: not a fault of the way there; what is outside and what is here contradict each other, or the answer is false. */
export type Taken = Readonly<{ outcome: 'taken' } | { outcome: 'alarm'; words: Words }>

const taken: Taken = { outcome: 'taken' }
const alarm = (zh: string, en: string): Taken => ({ outcome: 'alarm', words: { zh, en } })

/** `pool` reads; `logPool` may add what was taken. */
export type Pools = Readonly<{ pool: Pick<Pool, 'query'>; logPool: Pick<Pool, 'query'> }>

/** C2SP tlog-witness: another root under this size, a proof that does not hold; and a cosignature that is none. */
const contradictions: readonly number[] = [200, 409, 422]

export function witnessCustodian(witness: WitnessClient, { pool, logPool }: Pools): Custodian {
  const name = `${witness.key.name}+${witness.key.id}`
  return {
    kind: 'witness',
    name,
    everyMs: 0,
    async take({ size, note }, had) {
      const shown = await witness.show({ size, note, proofFrom: (before) => proofBetween(pool, before, size) }, had)
      switch (shown.outcome) {
        case 'cosigned':
          await keepCosignature(logPool, { size, key: name, line: shown.line, at: shown.at })
          return taken
        case 'seen-more':
          return alarm(
            `见证人见过 ${shown.size} 项的日志，而这里只有 ${size} 项：这里的日志丢了末尾。`,
            `the witness has seen ${shown.size} leaves, here the log has ${size}`,
          )
        case 'refused':
          // What a proxy in between answers, or a witness that does not know us yet, contradicts nothing.
          if (!contradictions.includes(shown.status)) throw new Error(`The witness answered ${shown.status}: ${shown.words}`)
          return alarm(`见证人答复 ${shown.status}：${shown.words}`, `the witness answered ${shown.status}: ${shown.words}`)
        default:
          return shown satisfies never
      }
    },
  }
}

/** A place keeps the checkpoint and the stamps there are by then. */
export function placeCustodian(anchor: Anchor, everyMs: number, { pool, logPool }: Pools): Custodian {
  return {
    kind: 'place',
    name: anchor.name,
    everyMs,
    async take({ size, note }) {
      const put = await anchor.put(checkpointName(size), Buffer.from(note))
      if (put === 'other-content')
        return alarm(`${anchor.place} 已存有另一个 ${size} 项的检查点`, `${anchor.place} has another checkpoint of ${size} leaves`)
      await keepAnchored(logPool, { size, anchor: anchor.name, place: `${anchor.place} ${checkpointName(size)}` })
      for (const { authority, token } of await stampsOf(pool, size)) await anchor.put(stampName(size, authority), token)
      return taken
    },
  }
}

/** Its stamps also go to the places, as standard files beside the checkpoint. */
export function authorityCustodian(authority: StampAuthority, everyMs: number, places: readonly Anchor[], { logPool }: Pools): Custodian {
  return {
    kind: 'authority',
    name: authority.name,
    everyMs,
    async take({ size, note }) {
      const stamped = await authority.stamp(textOfNote(note))
      if (stamped.outcome === 'refused')
        return alarm(
          `时间戳机构的答复不是这个检查点的时间戳：${stamped.because}`,
          `the authority's answer is no stamp of this checkpoint: ${stamped.because}`,
        )
      await keepStamp(logPool, { size, authority: authority.name, token: stamped.token, at: stamped.stamp.at })
      for (const place of places) {
        // The checkpoint itself is put by its own custodian, perhaps later: a stamp without it would help nobody.
        await place.put(checkpointName(size), Buffer.from(note))
        await place.put(stampName(size, authority.name), stamped.token)
      }
      return taken
    },
  }
}
