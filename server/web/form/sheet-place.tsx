import { createContext, use } from 'react'

/** The open step whose forms are being filled: its lists can be brought from spreadsheets. */
export type SheetPlace = Readonly<{ caseId: string; step: string }>

const Place = createContext<SheetPlace | null>(null)
export const SheetPlaceProvider = Place.Provider

/** Null where a form stands outside of a step. */
export function useSheetPlace(): SheetPlace | null {
  return use(Place)
}

/** The address of a list's spreadsheet. `part`: `<form>/<part>`. */
export function sheetAddress({ caseId, step }: SheetPlace, part: string, field: string): string {
  const [form = '', name = ''] = part.split('/')
  return `/api/cases/${caseId}/steps/${[step, 'sheets', form, name, field].map(encodeURIComponent).join('/')}`
}
