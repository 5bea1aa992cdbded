import type { HashText } from '../entry.ts'
import { hashTextOf, sha256 } from '../hash.ts'
import { base64Of } from '../log/base64.ts'
import type { Dice } from './draw-facts.ts'

export type SeedOf = Readonly<{
  draw: string
  population: HashText
  checkpoint: Readonly<{ size: number; root: Uint8Array }>
  dice: Dice | null
}>

/**
 * The seed of a draw: SHA-256 over one line each of the format, the draw, the hash of its population, size and root of the
 * checkpoint, and the dice (`-` without). Nobody knows it before that checkpoint exists, nor, where dice were thrown,
 * before they are told; and everybody can make it afterwards.
 */
export function drawSeed({ draw, population, checkpoint: { size, root }, dice }: SeedOf): Uint8Array {
  const thrown = dice === null ? '-' : `${dice.digits} ${dice.nonce}`
  return sha256(utf8(['guiju-seed/1', draw, population, String(size), base64Of(root), thrown, ''].join('\n')))
}

/** Dice as they may be told: digits 1–6 of a die or 0–9 of a ten-sided one, and 32 hex digits chosen at random. */
export function areDice({ digits, nonce }: Dice): boolean {
  return /^[0-9]{10,200}$/.test(digits) && /^[0-9a-f]{32}$/.test(nonce)
}

/** What is told of the dice before the checkpoint: it binds whoever threw them, and tells nobody what they show. */
export function diceCommitment({ digits, nonce }: Dice): HashText {
  return hashTextOf(utf8(`guiju-dice/1\n${digits}\n${nonce}\n`))
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
