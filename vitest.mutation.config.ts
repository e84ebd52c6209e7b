import { defineConfig } from 'vitest/config';

/** Laws that draw so much at random that running them for each mutant would take hours. */
const slow = [
  'test/identity/{history,laws,ledger-laws,ledger-merge,ledger-merges,limits}.test.ts',
  'test/plan/drift-laws.test.ts',
];

/** For `npm run mutate`: the tests that are about what is mutated, as far as they are fast. */
export default defineConfig({
  test: {
    include: ['test/{plan,identity,model}/**/*.test.ts'],
    exclude: slow,
    env: { LAWS_QUICK: 'yes', LAWS_TIMES: '1' },
    testTimeout: 60_000,
    isolate: false,
  },
});
