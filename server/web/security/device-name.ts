const browsers = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const
const systems = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iOS'],
  ['iPad', 'iPadOS'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const

/** Browser and system by the line a browser says of itself; undefined where neither is known. */
export function deviceName(line: string): string | undefined {
  const found = [browsers, systems].map((known) => known.find(([sign]) => line.includes(sign))?.[1]).filter((one) => one !== undefined)
  return found.length === 0 ? undefined : found.join(' · ')
}
