import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** Whole inspections played through the pages by people in a browser: minutes long, `npm run test:pages`. */
const played = ['test/web/inspection-stories.test.ts', 'test/web/year-on-the-pages.test.ts']
const onlyPlayed = process.env.npm_lifecycle_event === 'test:pages'

// The set-up only opens a door: the throw-away PostgreSQL behind it starts when the first test asks for a database.
export default defineConfig({
  test: {
    environment: 'node',
    include: onlyPlayed ? played : ['test/**/*.test.ts'],
    exclude: onlyPlayed ? configDefaults.exclude : [...configDefaults.exclude, ...played],
    globalSetup: ['test/support/database-cluster.ts'],
    pool: 'forks',
    // A limit is for what hangs: on a busy machine whatever starts a server and a browser takes its time.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // A worker waits for the database half of the time; one fewer than there are cores, as is usual, would leave one on two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
