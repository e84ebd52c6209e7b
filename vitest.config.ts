import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // It imports JSON in a way that only bundlers take.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
    // Much of it waits for child processes, so two at once also on two cores.
    maxWorkers: 2,
    // Child processes and property tests on a busy machine with two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
