import type { Words } from '#engine'
import { DERIVED_VERSION } from '../package/derived-version.ts'
import type { PackageDescription } from '../package/package-description.ts'

/**
 * Whether the derived files of a package (index, lists, completeness, reports) could be made again and compared: this
 * verifier knows one way to write them. Another way is no damage, and what cannot be compared is said.
 */
export type DerivedFound = Readonly<{ outcome: 'compared' | 'older' | 'newer'; version: number; known: number }>

export function derivedFound({ index: version }: Pick<PackageDescription, 'index'>): DerivedFound {
  const outcome = version === DERIVED_VERSION ? 'compared' : version > DERIVED_VERSION ? 'newer' : 'older'
  return { outcome, version, known: DERIVED_VERSION }
}

export function sayDerived({ outcome, version, known }: DerivedFound): readonly Words[] {
  switch (outcome) {
    case 'compared':
      return []
    case 'newer':
      return [
        {
          zh: `目录页、清单、完整性清单和四性报告由较新版本的程序生成（第 ${version} 版，本校验程序识得第 ${known} 版），未比对：这不是受损，但请勿依据这些页面；以本报告为准，或改用较新的校验程序。`,
          en: `Index page, lists, completeness list and four-characteristics report were made by a newer version (${version}; this verifier knows ${known}) and were not compared. That is no damage, but do not go by these pages: go by this report, or use a newer verifier.`,
        },
      ]
    case 'older':
      return [
        {
          zh: `目录页、清单、完整性清单和四性报告由较早版本的程序生成（第 ${version} 版，本校验程序识得第 ${known} 版），未比对：这不是受损，但请勿依据这些页面；以本报告为准，或用当时的校验程序核对。`,
          en: `Index page, lists, completeness list and four-characteristics report were made by an earlier version (${version}; this verifier knows ${known}) and were not compared. That is no damage, but do not go by these pages: go by this report, or use the verifier of that time.`,
        },
      ]
    default:
      return outcome satisfies never
  }
}
