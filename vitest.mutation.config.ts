import { defineConfig } from 'vitest/config';

/** For `npm run mutate`: the tests that are about what is mutated, as far as they are fast. */
export default defineConfig({
  test: {
    include: ['test/{plan,identity,model}/**/*.test.ts'],
    exclude: [
      'test/identity/{history,limits,ledger-merge,laws,ledger-laws}.test.ts',
      'test/plan/drift-laws.test.ts',
    ],
    setupFiles: ['test/support/one-seed.ts'],
    testTimeout: 60_000,
    isolate: false,
  },
});
