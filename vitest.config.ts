import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Child processes and property tests on a busy machine with two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
