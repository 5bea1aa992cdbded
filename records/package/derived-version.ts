/**
 * How the derived files of a package are written: index, lists, completeness, reports. A package names it, so that a verifier
 * knows whether it can write the same files again. Raised with every change of their bytes: test/audit/derived-files.test.ts
 * keeps what each version writes, and says how a new one is taken in.
 */
export const DERIVED_VERSION = 4
