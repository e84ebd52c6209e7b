import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/**
 * Proofs that take long by their nature: laws under all pairs of quirks, the pages of the documents carried
 * out, the package installed, programs of others, numbers of operations. `npm test` runs them last, so that
 * what is wrong with a change is mostly told before they begin.
 */
const slow = [
  'test/laws*.test.ts',
  'test/corpora.test.ts',
  'test/{bench,fuzz,replay,witnesses}/**/*.test.ts',
  'test/cli/{identity-cures-law,package,pages}.test.ts',
  'test/house/{layers,notices}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-if-missing.ts', 'test/support/scratch-folder.ts'],
    // It imports JSON in a way that only bundlers take.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
    // One more than there are cores, since much of it waits for child processes and clocks.
    maxWorkers: availableParallelism() + 1,
    // Child processes and property tests on a busy machine with two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // The modules of src keep nothing that a test could leave to the next one, so that all files of a worker
    // share them: to load them anew for each file took a quarter of the time.
    isolate: false,
    // A test in which nothing is asserted, such as a loop over a list that is empty, fails.
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'slow', include: slow, sequence: { groupOrder: 1 } } },
    ],
  },
});
