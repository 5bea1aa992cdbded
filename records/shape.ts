/** Checks what came from outside, once. Answers the JSON pointer of the first thing that is not as expected, or null. */
export type Shape<T> = ((value: unknown, path: string) => string | null) & { readonly of?: T }

export const text: Shape<string> = (value, path) => (typeof value === 'string' ? null : path)
export const count: Shape<number> = (value, path) => (Number.isSafeInteger(value) && (value as number) >= 0 ? null : path)
export const integer: Shape<number> = (value, path) => (Number.isSafeInteger(value) ? null : path)
export const truth: Shape<boolean> = (value, path) => (typeof value === 'boolean' ? null : path)
export const anything: Shape<unknown> = () => null

export function literal<T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value, path) => (allowed.some((one) => one === value) ? null : path)
}

export function matching<T extends string>(is: (value: unknown) => value is T): Shape<T> {
  return (value, path) => (is(value) ? null : path)
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path))
}

export function either<A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> {
  return (value, path) => (one(value, path) === null ? null : other(value, path))
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return path
    for (let at = 0; at < value.length; at += 1) {
      const problem = item(value[at], '')
      if (problem !== null) return `${path}/${at}${problem}`
    }
    return null
  }
}

export function recordOf<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isObject(value)) return path
    for (const [key, inner] of Object.entries(value)) {
      const problem = item(inner, '')
      if (problem !== null) return `${path}/${key}${problem}`
    }
    return null
  }
}

/** An object with exactly these members; those a type leaves optional may be absent. */
export function object<T extends object>(
  members: { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> },
  optional: readonly (keyof T)[] = [],
): Shape<T> {
  const shapes = new Map(Object.entries<Shape<unknown>>(members as Readonly<Record<string, Shape<unknown>>>))
  const mayLack = new Set<PropertyKey>(optional)
  return (value, path) => {
    if (!isObject(value)) return path
    for (const key of Object.keys(value)) if (!shapes.has(key)) return `${path}/${key}`
    for (const [key, shape] of shapes) {
      if (!Object.hasOwn(value, key)) {
        if (mayLack.has(key)) continue
        return `${path}/${key}`
      }
      // The way is written only where something is wrong at its end.
      const problem = shape(value[key], '')
      if (problem !== null) return `${path}/${key}${problem}`
    }
    return null
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
