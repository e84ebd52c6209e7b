import { defineConfig } from 'vitest/config';

/** What `npm run witnesses` runs once programs of others are installed. */
export default defineConfig({
  test: {
    include: ['test/witnesses/outside/*.witness.ts'],
    maxWorkers: 2,
    // One of them runs most tests of the Action once more, on a machine that is busy with the others.
    testTimeout: 1_500_000,
    // A clone with all its packages is taken away again.
    hookTimeout: 600_000,
  },
});
