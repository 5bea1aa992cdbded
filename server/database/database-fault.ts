/**
 * The database, or the way to it, failed. Where this ends a write, nobody knows whether it was stored: the same
 * submission with the same idempotency key finds out, and does it where it was not.
 */
export class DatabaseFault extends Error {
  constructor(message: string, options: Readonly<{ cause: unknown }>) {
    super(message, options)
    this.name = 'DatabaseFault'
  }
}

/** SQLSTATE of an error PostgreSQL reported; undefined where the connection itself failed. */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Name of the constraint an error is about. */
export function constraintOf(error: unknown): string | undefined {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
}
