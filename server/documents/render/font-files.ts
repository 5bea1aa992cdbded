import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** Fonts of the PDFs, as their package names them; part of a baseline. The first one's coverage decides what prints. */
export const fontFiles = [
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
] as const

const { resolve } = createRequire(import.meta.url)

export function readFontFiles(): Promise<Buffer[]> {
  return Promise.all(fontFiles.map((file) => readFile(resolve(file))))
}
