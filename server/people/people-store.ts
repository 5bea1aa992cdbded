import type { Demand } from './factors/demand.ts'
import type { Deputyship, Grant, Standing } from './grants.ts'

export type Account = Readonly<{
  id: string
  person: string
  name: string
  login: string
  /** PHC text of argon2id. */
  password: string
  /** Set while the account is locked by failed attempts. */
  lockedUntil: Date | null
  disabled: boolean
  mustChangePassword: boolean
}>

/** `session` names the session in entries: the beginning of its token's hash, which opens nothing. */
export type SignedIn = Readonly<{
  session: string
  account: string
  person: string
  name: string
  login: string
  mustChangePassword: boolean
  csrf: string
  /** Whether a second factor is enrolled, and of whom the organisation demands one. */
  hasFactor: boolean
  demand: Demand
  /** Failed attempts between the sign-in before this one and this one. */
  failedBefore: number
  failedSince: string | null
}>
/** Somebody signed in, what they may act as, and the moment of the record clock both were read at. */
export type SignedInNow = Readonly<{ signedIn: SignedIn; standing: Standing; at: string }>
/** One session of an account, for its owner. */
export type OwnSession = Readonly<{
  session: string
  startedAt: string
  lastSeen: string
  address: string
  device: string
  current: boolean
}>
export type PersonEntry = Readonly<{ person: string; name: string; login: string | null }>
/** `active`: roles may be given and cases opened there. */
export type Centre = Readonly<{ code: string; zh: string; en: string; active: boolean }>

/**
 * People, accounts, sessions and centres. Rights (grants, deputyships) are projections of the organisation's entries and
 * are written with them in one transaction; what stands here beside them (passwords, sessions, failed attempts) is no
 * evidence and is changed in place. Sessions and locks run on real time, also where the record clock is simulated.
 */
export type PeopleStore = Readonly<{
  accountByLogin(login: string): Promise<Account | null>
  accountOf(account: string): Promise<Account | null>
  clearFailures(account: string): Promise<void>
  changePassword(account: string, password: string, mustChange: boolean): Promise<void>
  /** Counts what failed since the sign-in before, for the person to be told. */
  startSession(
    session: Readonly<{ token: Uint8Array; csrf: string; account: string; hours: number; address: string; device: string }>,
  ): Promise<void>
  /** Who is behind a token's hash, if the session runs and its account is not disabled. Asked at every request, in one journey. */
  signedInNow(token: Uint8Array): Promise<SignedInNow | null>
  endSession(token: Uint8Array): Promise<void>
  sessionsOf(account: string, token: Uint8Array): Promise<readonly OwnSession[]>
  /** Ends one session of the account, called by the name entries call it by; false where it has none such. */
  endSessionNamed(account: string, session: string): Promise<boolean>
  /** Ends all sessions of an account but one. */
  endOtherSessions(account: string, kept: Uint8Array | null): Promise<void>
  standingOf(person: string): Promise<Standing>
  grantsOf(person: string): Promise<readonly Grant[]>
  deputyshipsOf(person: string): Promise<readonly Deputyship[]>
  grantById(grant: string): Promise<Grant | null>
  /** Persons whose name or login contains the text and, where a role is given, who hold it on that date. At most `limit`. */
  findPersons(
    filter: Readonly<{ text: string; role: string | null; on: string; limit: number }>,
  ): Promise<readonly (PersonEntry & Readonly<{ roles: readonly string[] }>)[]>
  namesOf(persons: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Everybody whose id, login or name is one of these words. */
  named(words: readonly string[]): Promise<readonly PersonEntry[]>
  /** All that were ever entered, by code: cases of closed ones keep their names. */
  centres(): Promise<readonly Centre[]>
}>
