import type { RecordForm, ReferenceData, SealedPart } from '#engine'
import type { FaceMatrix } from './face.ts'
import type { Wording } from './value-words.ts'

export function matrixOf(_part: RecordForm['parts'][string], _sealed: readonly SealedPart[], _reference: readonly ReferenceData[], _wording: Wording): FaceMatrix | null {
  return null
}
