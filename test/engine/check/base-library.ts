import { assembleLibrary, checkLibrary, type Diagnostic, type TextFile } from '#engine'
import { readLibraryFiles } from '../../../server/documents/read-library.ts'

/** A small library without findings; each finding is shown by one change of its text. */
export const baseFiles: readonly TextFile[] = await readLibraryFiles(new URL('base', import.meta.url).pathname)

export const procedure = 'procedures/QP-90-review.yaml'
export const instruction = 'procedures/WI-90-01-visit.yaml'
export const form = 'records/forms/QR-90-01-review.yaml'
export const sheet = 'records/forms/QR-90-02-sheet.yaml'
export const lists = 'records/lists/reference.yaml'
export const places = 'records/registers/places.yaml'
export const pending = 'procedures/pending.yaml'

/** A change of one file: the first `find` becomes `put`. Fails where the text is not there, so no test can go stale. */
export type Change = Readonly<{ file: string; find: string; put: string }>

export function changed(changes: readonly Change[], files: readonly TextFile[] = baseFiles): readonly TextFile[] {
  return changes.reduce(
    (all, { file, find, put }) =>
      all.map((each) => {
        if (each.file !== file) return each
        if (!each.text.includes(find)) throw new Error(`Expected ${file} to contain "${find}", but it does not`)
        return { file, text: each.text.replace(find, () => put) }
      }),
    files,
  )
}

export function findingsOf(files: readonly TextFile[]): readonly Diagnostic[] {
  const { library, diagnostics } = assembleLibrary(files)
  return [...diagnostics, ...checkLibrary(library)]
}

/** Line and column of the first place where the text stands in the file. */
export function placeOf(files: readonly TextFile[], file: string, text: string): { line: number; column: number } {
  const whole = files.find((each) => each.file === file)?.text ?? ''
  const index = whole.indexOf(text)
  if (index < 0) throw new Error(`Expected ${file} to contain "${text}", but it does not`)
  const before = whole.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
