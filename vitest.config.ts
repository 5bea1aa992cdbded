import { defineConfig } from 'vitest/config'

// The set-up only opens a door: the throw-away PostgreSQL behind it starts when the first test asks for a database.
export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/support/database-cluster.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
