import type { Anchor } from './anchor.ts'
import type { AnchorsSetting } from './anchors-file.ts'
import { type Carrier, type CarrierNeeds, makeCarrier, type Standing } from './carrier.ts'
import { authorityCustodian, type Custodian, type Pools, placeCustodian, witnessCustodian } from './custodian.ts'
import { makeObjectStore } from './object-store.ts'
import { makeStampAuthority } from './stamps/stamp-authority.ts'
import type { AnchorTrouble } from './trouble.ts'
import { makeWitnessClient, type WitnessClient } from './witness-client.ts'
import { makeWriteOnceDirectory } from './write-once-directory.ts'

/** Everybody outside who takes checkpoints, and the carriers that bring them there. */
export type Anchoring = Readonly<{
  witnesses: readonly WitnessClient[]
  places: readonly Anchor[]
  /** Carries to everybody once, now; answers how many took something. */
  runOnce(): Promise<number>
  start(): void
  stop(): Promise<void>
  standings(): Promise<readonly Standing[]>
  /** What is wrong now, as the database knows it: whichever process carries, and whether any does. */
  troubles(): Promise<readonly AnchorTrouble[]>
}>

export type AnchoringNeeds = Omit<CarrierNeeds, 'now'> & Pools & Readonly<{ setting: AnchorsSetting; now?: () => Date }>

export function makeAnchoring({ setting, now = () => new Date(), ...needs }: AnchoringNeeds): Anchoring {
  const directories = setting.directories.map((one) => ({ anchor: makeWriteOnceDirectory(one), everyMs: one.everyMs }))
  const stores = setting.objectStores.map((one) => ({ anchor: makeObjectStore(one), everyMs: one.everyMs }))
  const witnesses = setting.witnesses.map(makeWitnessClient)
  const placed = [...directories, ...stores]
  const places = placed.map(({ anchor }) => anchor)
  const custodians: readonly Custodian[] = [
    ...witnesses.map((witness) => witnessCustodian(witness, needs)),
    ...placed.map(({ anchor, everyMs }) => placeCustodian(anchor, everyMs, needs)),
    ...setting.authorities.map((one) => authorityCustodian(makeStampAuthority(one), one.everyMs, places, needs)),
  ]
  const carriers: readonly Carrier[] = custodians.map((custodian) => makeCarrier(custodian, { ...needs, now }))
  return {
    witnesses,
    places,
    runOnce: async () => (await Promise.all(carriers.map((carrier) => carrier.runOnce()))).reduce((sum, did) => sum + did, 0),
    start() {
      for (const carrier of carriers) carrier.start()
    },
    async stop() {
      await Promise.all(carriers.map((carrier) => carrier.stop()))
    },
    standings: () => Promise.all(carriers.map((carrier) => carrier.standing())),
    troubles: async () => (await Promise.all(carriers.map((carrier) => carrier.trouble()))).filter((trouble) => trouble !== null),
  }
}
