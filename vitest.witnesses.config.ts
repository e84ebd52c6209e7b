import { defineConfig } from 'vitest/config';

/** What `npm run witnesses` runs once programs of others are installed. */
export default defineConfig({
  test: {
    include: ['test/witnesses/outside/*.witness.ts'],
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
