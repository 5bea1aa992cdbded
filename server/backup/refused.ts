import type { Words } from '#engine'
import type { BackupFault } from './manifest.ts'

/** Why a backup was not taken, or not restored. */
export type BackupRefusal = Readonly<
  | { because: 'folder-not-empty'; folder: string }
  | { because: 'no-schema' }
  | { because: 'not-everything-seen'; expected: number; found: number }
  | { because: 'damaged'; faults: readonly BackupFault[] }
  | { because: 'unknown-migration'; names: readonly string[] }
  | { because: 'target-not-empty'; table: string }
  | { because: 'rows-differ'; table: string; expected: number; found: number }
  | { because: 'no-admin' }
>

/** Thrown where nothing was done, or what was done was taken back; the reason is said to whoever asked. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
  readonly refusal: BackupRefusal

  constructor(refusal: BackupRefusal) {
    super(sayRefusal(refusal).en)
    this.refusal = refusal
  }
}

const faultWords: Readonly<Record<BackupFault['fault'], Words>> = {
  missing: { zh: '缺失', en: 'missing' },
  altered: { zh: '内容与校验值不符', en: 'not what its sum says' },
  extra: { zh: '不在清单中', en: 'not on the list' },
  unreadable: { zh: '无法读取', en: 'unreadable' },
}

export function sayRefusal(refusal: BackupRefusal): Words {
  switch (refusal.because) {
    case 'folder-not-empty':
      return { zh: `目录 ${refusal.folder} 不为空。`, en: `Expected ${refusal.folder} to be empty or not to exist, but it has files.` }
    case 'no-schema':
      return { zh: '数据库中没有规矩的数据表。', en: 'Expected a database of Guiju, but it has none of its tables.' }
    case 'not-everything-seen':
      return {
        zh: `所用账号只能看到 ${refusal.expected} 条条目中的 ${refusal.found} 条，请改用管理账号（DATABASE_ADMIN_URL）。`,
        en: `Expected to see ${refusal.expected} entries, but this login sees ${refusal.found}: use the admin login (DATABASE_ADMIN_URL).`,
      }
    case 'damaged':
      return {
        zh: `备份已损坏：${refusal.faults.map(({ file, fault }) => `${file} ${faultWords[fault].zh}`).join('；')}。`,
        en: `Expected a sound backup, but: ${refusal.faults.map(({ file, fault }) => `${file} is ${faultWords[fault].en}`).join('; ')}.`,
      }
    case 'unknown-migration':
      return {
        zh: `备份来自更新的版本（${refusal.names.join('、')}），请用相应版本恢复。`,
        en: `Expected a backup of this version or an older one, but it knows ${refusal.names.join(', ')}.`,
      }
    case 'target-not-empty':
      return {
        zh: `目标数据库不为空（${refusal.table}），不在其上恢复。`,
        en: `Expected the target database to be empty, but ${refusal.table} is there: nothing is ever restored over it.`,
      }
    case 'rows-differ':
      return {
        zh: `${refusal.table} 应有 ${refusal.expected} 行，恢复后为 ${refusal.found} 行。`,
        en: `Expected ${refusal.expected} rows in ${refusal.table}, but ${refusal.found} were restored.`,
      }
    case 'no-admin':
      return {
        zh: '请设置 DATABASE_ADMIN_URL，或用 --to 指明目标。',
        en: 'Expected DATABASE_ADMIN_URL to be set, or --to to name the target, but neither is.',
      }
    default:
      return refusal satisfies never
  }
}
